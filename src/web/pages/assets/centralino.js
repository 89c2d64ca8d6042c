// What a page cannot do without a script; whatever is written here spares a reload or a hand, and nothing depends on it.
'use strict';

// A part of a page that could not be fetched says so where messages stand.
document.addEventListener('htmx:sendError', () => {
    const place = document.getElementById('messages');
    const told = document.querySelector('template#no-network');
    if (place && told) place.replaceChildren(told.content.cloneNode(true));
});
