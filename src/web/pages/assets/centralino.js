// What a page cannot do without a script; whatever is written here spares a reload or a hand, and nothing depends on it.
'use strict';

// What a page fetches by itself, because it heard of something, is no use of a session: two idle hours end it all the same.
document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.triggeringEvent?.type.startsWith('sse:')) event.detail.headers['x-by-news'] = '1';
});

// Says something to who hears the page. What changes in a region is read; what stood there when the page came is not.
let saying;
function say(words) {
    const spoken = document.getElementById('spoken');
    if (!spoken) return;
    clearTimeout(saying);
    spoken.textContent = '';
    saying = setTimeout(() => (spoken.textContent = words), 100);
}

// What the page told as it came: what was done, or why not.
document.addEventListener('DOMContentLoaded', () => {
    const told = [...document.querySelectorAll('#messages, main [role=alert], main [role=status].told')].map((one) => one.innerText.trim());
    const words = told.filter(Boolean).join(' ');
    if (words) say(words);
});

// A message at the top of a page is seen by who is further down, where they did what it is about; what the page fetches by itself moves nobody.
const byNews = (detail) => detail.requestConfig?.triggeringEvent?.type?.startsWith('sse:');
const toMessages = () => document.getElementById('messages')?.scrollIntoView({ block: 'nearest', behavior: 'instant' });

// A part of a page that could not be fetched says so where messages stand.
document.addEventListener('htmx:sendError', ({ detail }) => {
    const place = document.getElementById('messages');
    const told = document.querySelector('template#no-network');
    if (place && told) place.replaceChildren(told.content.cloneNode(true));
    if (!byNews(detail)) toMessages();
});
document.addEventListener('htmx:afterSettle', ({ detail }) => {
    if (detail.target?.id === 'messages' && !byNews(detail)) toMessages();
});

// What scrolls can be reached by keyboard, so that it is scrolled; what does not is no stop on the way.
function reach() {
    for (const one of document.querySelectorAll('[data-scrolls]')) {
        const scrolls = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
        if (scrolls) one.tabIndex = 0;
        else if (one !== document.activeElement) one.removeAttribute('tabindex');
    }
}
for (const moment of ['DOMContentLoaded', 'htmx:afterSettle']) document.addEventListener(moment, reach);
addEventListener('resize', reach);
addEventListener('load', reach);

// An address that is to be copied is whole, with the host at which the page was reached.
document.addEventListener('DOMContentLoaded', () => {
    for (const link of document.querySelectorAll('a[data-whole]')) link.textContent = link.href;
});

// A part of a page is renewed while somebody is in it: htmx gives the focus back to whatever has the id of what had it; where that is gone, the part
// itself has it, never the beginning of the page. What was scrolled stays where it was.
let inside;
let scrolled = [];
document.addEventListener('htmx:beforeSwap', ({ detail: { target: part } }) => {
    inside = part.contains(document.activeElement) ? part.id : undefined;
    scrolled = [...part.querySelectorAll('[data-scrolls]')].map((one) => [one.id, one.scrollLeft, one.scrollTop]);
});
document.addEventListener('htmx:afterSwap', () => {
    for (const [id, left, top] of scrolled) document.getElementById(id)?.scrollTo({ left, top, behavior: 'instant' });
    const part = inside && document.getElementById(inside);
    if (part && document.activeElement === document.body && !part.querySelector('[autofocus]')) {
        part.tabIndex = -1;
        part.focus({ preventScroll: true });
    }
    [inside, scrolled] = [undefined, []];
});

// Keys: `j` and `k` (or the arrows) go from row to row, `/` to the search, `?` shows all of a page's; others press what is marked with `data-key`. This
// is their only handler, so that none presses twice and the switch turns off all: who dictates to their computer turns them off (WCAG 2.1.4); the
// choice is kept in this browser.
const OFF = 'centralino-keys-off';
const writes = (element) => element.matches('input:not([type=checkbox]), select, textarea, [contenteditable]');

function toRow(step) {
    const rows = [...document.querySelectorAll('[data-rows] [data-row]')];
    if (rows.length === 0) return false;
    const here = rows.findIndex((row) => row.closest('li')?.contains(document.activeElement));
    const next = here === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[next].focus();
    return true;
}

function pressed(key) {
    if (key === 'j' || key === 'ArrowDown') return toRow(1);
    if (key === 'k' || key === 'ArrowUp') return toRow(-1);
    if (key === '?') return show('keys');
    const marked = key === '/' ? document.getElementById('q') : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    // Some count while the focus is where they are, or nowhere.
    const room = marked?.closest('[data-keys-here]');
    if (!marked || (room && document.activeElement !== document.body && !room.contains(document.activeElement))) return false;
    if (writes(marked)) marked.focus();
    else marked.click();
    return true;
}

function show(id) {
    const dialog = document.getElementById(id);
    if (!dialog?.showModal || dialog.open) return false;
    dialog.showModal();
    return true;
}

document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (writes(event.target)) {
        if (event.key === 'Escape') event.target.blur();
        return;
    }
    const isOff = localStorage.getItem(OFF) !== null;
    if (isOff && !event.key.startsWith('Arrow')) return;
    // Without a row under the hand, arrows scroll the page as everywhere.
    if (event.key.startsWith('Arrow') && !document.activeElement.closest?.('[data-rows]')) return;
    // A letter is the same in capitals, as the page shows it.
    if (pressed(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
});

document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('[data-dialog]');
    if (opener) show(opener.dataset.dialog);
});

document.addEventListener('DOMContentLoaded', () => {
    const box = document.getElementById('keys-on');
    if (!box) return;
    box.checked = localStorage.getItem(OFF) === null;
    box.addEventListener('change', () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, 'off')));
});
