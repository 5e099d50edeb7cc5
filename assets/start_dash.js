/* Starts the Dash renderer. A file of its own, so that the Content-Security-Policy needs no inline script. */
window.renderer = new window.DashRenderer();
