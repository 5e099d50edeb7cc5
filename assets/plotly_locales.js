/* Bokmål and nynorsk for plotly.js, which knows English: what the mode bar says, and how dates and numbers are written.
   Month and day names are in lower case, as Norwegian writes them. Thousands are parted by a no-break space. */
(function () {
  "use strict";
  var format = {
    days: ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
    shortDays: ["sø.", "ma.", "ti.", "on.", "to.", "fr.", "lø."],
    months: ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
      "desember"],
    shortMonths: ["jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."],
    periods: ["a.m.", "p.m."],
    dateTime: "%A %-d. %B %Y kl. %H.%M",
    date: "%d.%m.%Y",
    time: "%H.%M.%S",
    decimal: ",",
    thousands: "\u00a0",
    grouping: [3],
    currency: ["", "\u00a0kr"],
    year: "%Y",
    month: "%b %Y",
    dayMonth: "%-d. %b",
    dayMonthYear: "%-d. %b %Y"
  };
  var nynorskFormat = Object.assign({}, format, {
    days: ["søndag", "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag"],
    shortDays: ["sø.", "må.", "ty.", "on.", "to.", "fr.", "la."]
  });
  var nb = {
    moduleType: "locale",
    name: "nb",
    dictionary: {
      "Autoscale": "Tilpass aksene",
      "Box Select": "Velg i rektangel",
      "Cancel": "Avbryt",
      "Click to enter Colorscale title": "Klikk for å skrive tittel på fargeskalaen",
      "Click to enter Plot subtitle": "Klikk for å skrive undertittel",
      "Click to enter Plot title": "Klikk for å skrive tittel",
      "Click to enter X axis title": "Klikk for å skrive tittel på x-aksen",
      "Click to enter Y axis title": "Klikk for å skrive tittel på y-aksen",
      "Compare data on hover": "Sammenlign verdier ved peking",
      "Double-click on legend to isolate one trace": "Dobbeltklikk i tegnforklaringen for å vise én serie alene",
      "Double-click to zoom back out": "Dobbeltklikk for å zoome ut igjen",
      "Download plot": "Last ned figuren",
      "Download plot as JSON": "Last ned figuren som JSON",
      "Download plot as a PNG": "Last ned figuren som PNG",
      "Draw circle": "Tegn sirkel",
      "Draw closed freeform": "Tegn lukket frihåndsform",
      "Draw line": "Tegn linje",
      "Draw open freeform": "Tegn åpen frihåndsform",
      "Draw rectangle": "Tegn rektangel",
      "Erase active shape": "Slett den valgte formen",
      "Image download succeeded": "Bildet er lastet ned",
      "Lasso Select": "Velg med lasso",
      "Pan": "Flytt",
      "Preparing image - this may take a few seconds": "Lager bildet – det kan ta noen sekunder",
      "Reset": "Tilbakestill",
      "Reset axes": "Tilbakestill aksene",
      "Reset view": "Tilbakestill visningen",
      "Reset views": "Tilbakestill visningene",
      "Share": "Del",
      "Share chart": "Del figuren",
      "Share chart...": "Del figuren …",
      "Show closest data on hover": "Vis nærmeste verdi ved peking",
      "Sorry, there was a problem downloading your JSON file!": "JSON-filen kunne ikke lastes ned.",
      "Sorry, there was a problem downloading your image!": "Bildet kunne ikke lastes ned.",
      "This chart will be sent to {serverUrl}.": "Figuren vil bli sendt til {serverUrl}.",
      "Toggle Spike Lines": "Vis eller skjul hjelpelinjer",
      "Toggle show closest data on hover": "Slå visning av nærmeste verdi av eller på",
      "Zoom": "Zoom",
      "Zoom in": "Zoom inn",
      "Zoom out": "Zoom ut",
      "new text": "ny tekst",
      "trace": "serie"
    },
    format: format
  };
  var nn = {
    moduleType: "locale",
    name: "nn",
    dictionary: {
      "Autoscale": "Tilpass aksane",
      "Box Select": "Vel i rektangel",
      "Cancel": "Avbryt",
      "Click to enter Colorscale title": "Klikk for å skrive tittel på fargeskalaen",
      "Click to enter Plot subtitle": "Klikk for å skrive undertittel",
      "Click to enter Plot title": "Klikk for å skrive tittel",
      "Click to enter X axis title": "Klikk for å skrive tittel på x-aksen",
      "Click to enter Y axis title": "Klikk for å skrive tittel på y-aksen",
      "Compare data on hover": "Samanlikn verdiar ved peiking",
      "Double-click on legend to isolate one trace": "Dobbeltklikk i teiknforklaringa for å vise éin serie aleine",
      "Double-click to zoom back out": "Dobbeltklikk for å zoome ut igjen",
      "Download plot": "Last ned figuren",
      "Download plot as JSON": "Last ned figuren som JSON",
      "Download plot as a PNG": "Last ned figuren som PNG",
      "Draw circle": "Teikn sirkel",
      "Draw closed freeform": "Teikn lukka frihandsform",
      "Draw line": "Teikn linje",
      "Draw open freeform": "Teikn open frihandsform",
      "Draw rectangle": "Teikn rektangel",
      "Erase active shape": "Slett den valde forma",
      "Image download succeeded": "Biletet er lasta ned",
      "Lasso Select": "Vel med lasso",
      "Pan": "Flytt",
      "Preparing image - this may take a few seconds": "Lagar biletet – det kan ta nokre sekund",
      "Reset": "Tilbakestill",
      "Reset axes": "Tilbakestill aksane",
      "Reset view": "Tilbakestill visinga",
      "Reset views": "Tilbakestill visingane",
      "Share": "Del",
      "Share chart": "Del figuren",
      "Share chart...": "Del figuren …",
      "Show closest data on hover": "Vis næraste verdi ved peiking",
      "Sorry, there was a problem downloading your JSON file!": "JSON-fila kunne ikkje lastast ned.",
      "Sorry, there was a problem downloading your image!": "Biletet kunne ikkje lastast ned.",
      "This chart will be sent to {serverUrl}.": "Figuren vil bli send til {serverUrl}.",
      "Toggle Spike Lines": "Vis eller skjul hjelpelinjer",
      "Toggle show closest data on hover": "Slå vising av næraste verdi av eller på",
      "Zoom": "Zoom",
      "Zoom in": "Zoom inn",
      "Zoom out": "Zoom ut",
      "new text": "ny tekst",
      "trace": "serie"
    },
    format: nynorskFormat
  };
  [nb, nn].forEach(function (locale) {
    if (window.Plotly) {
      window.Plotly.register(locale);
    } else {
      window.PlotlyLocales = window.PlotlyLocales || [];
      window.PlotlyLocales.push(locale);
    }
  });
})();
