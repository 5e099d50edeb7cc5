"""What ties the cells of a release together: declared once, as data, and made into systems of cells and relations."""
