// What spares a clerk's hands at /scheduler: the countdown of a held seat, a number filled in from the call, callbacks dragged in the week.
'use strict';

const byId = (id) => document.getElementById(id);

// A held seat lapses by the database's clock; how much of it is left came with the page. Who hears the page is told before it lapses, and when it has.
const SOON = 30;
let counting;
function count() {
    clearInterval(counting);
    const told = document.querySelector('#booking .countdown');
    const clock = told?.querySelector('[role=timer]');
    if (!clock) return;
    const end = performance.now() + Number(told.dataset.left) * 1000;
    let warned = false;
    const tick = () => {
        const left = Math.max(0, Math.round((end - performance.now()) / 1000));
        if (left === 0) {
            clearInterval(counting);
            told.textContent = told.dataset.over;
            told.classList.add('is-over');
            say(told.dataset.over);
            return;
        }
        clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
        if (left <= SOON && !warned) say(told.dataset.soon);
        warned ||= left <= SOON;
    };
    tick();
    counting = setInterval(tick, 500);
}

// A number that is there is looked up, once it is typed whole.
let asking;
document.addEventListener('input', (event) => {
    if (event.target.id !== 'number') return;
    clearTimeout(asking);
    asking = setTimeout(() => document.body.dispatchEvent(new CustomEvent('known-number')), 400);
});

// A number and its language, filled in where nothing is being typed.
function put(given, spoken) {
    const number = byId('number');
    if (!number || number.type === 'hidden' || number.value || !given) return;
    number.value = given;
    const language = byId('language');
    if (language && spoken) language.value = spoken;
    document.body.dispatchEvent(new CustomEvent('known-number'));
    if (document.activeElement === document.body || document.activeElement === number) byId('first-free')?.focus();
}

// What a softphone writes behind the #, which no browser sends anywhere, and which is not kept where one has been.
function fromAddress() {
    const told = new URLSearchParams(location.hash.slice(1));
    if (!told.has('number')) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    put(told.get('number'), told.get('language'));
}
addEventListener('hashchange', fromAddress);

// Whoever is put through is filled in.
let popped = document.querySelector('#caller [data-pop]')?.dataset.pop;
function fillIn() {
    const caller = document.querySelector('#caller [data-pop]');
    if (!caller || caller.dataset.pop === popped) return;
    popped = caller.dataset.pop;
    put(caller.dataset.number, caller.dataset.language);
}

// Within the week the arrows go from slot to slot; a callback is dropped where there is a free seat.
const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
document.addEventListener('keydown', (event) => {
    const cell = event.target.closest?.('table.week td');
    const step = steps[event.key];
    if (!cell || !step || !event.target.matches('button, a, [id^="cell-"]')) return;
    event.preventDefault();
    let [column, row] = [cell.cellIndex, cell.parentElement.rowIndex];
    const table = cell.closest('table');
    for (;;) {
        [column, row] = [column + step[0], row + step[1]];
        const next = table.rows[row]?.cells[column];
        if (!next || row < 1 || column < 1) return;
        const target = next.querySelector('button, a');
        if (target) return target.focus();
    }
});
let dragged;
document.addEventListener('dragstart', (event) => {
    // As it is now: if a colleague moves it before it is dropped, that is told.
    const chip = event.target.closest?.('[data-ticket][draggable]');
    dragged = chip && { ...chip.dataset };
    if (dragged) event.dataTransfer.setData('text/plain', dragged.ticket);
});
const target = (event) => (dragged ? event.target.closest?.('[data-start]') : null);
document.addEventListener('dragover', (event) => {
    if (!target(event)) return;
    event.preventDefault();
    document.querySelector('.is-target')?.classList.remove('is-target');
    target(event).classList.add('is-target');
});
document.addEventListener('dragend', () => {
    dragged = undefined;
    document.querySelector('.is-target')?.classList.remove('is-target');
});
document.addEventListener('drop', (event) => {
    const place = target(event);
    const form = byId('move-form');
    if (!place || !form) return;
    event.preventDefault();
    form.elements.moving.value = dragged.ticket;
    form.elements.seen.value = dragged.seen;
    form.elements.start.value = place.dataset.start;
    form.submit();
});

document.addEventListener('htmx:afterSettle', (event) => {
    const id = event.detail.elt?.id;
    if (id === 'booking' || event.detail.target?.id === 'booking') {
        byId('messages')?.replaceChildren();
        count();
        const first = document.querySelector('#booking [autofocus]');
        if (first && document.activeElement !== first) first.focus();
    }
    fillIn();
});
count();
document.querySelector('#booking [autofocus]')?.focus();
// Once htmx listens to what is filled in.
document.addEventListener('DOMContentLoaded', fromAddress);
