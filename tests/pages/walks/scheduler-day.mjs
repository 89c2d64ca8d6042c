// A clerk's day: two at a time, one seat for each slot; typed times, alternatives, a collision, the week, a block and its undoing, a lost network, and
// a caller who is put through.

import { claim, same, until, walk } from './rig.mjs';

await walk(async ({ args, open, signIn, seen }) => {
    const anna = await open({ bears: ['ERR_INTERNET_DISCONNECTED', 'Failed to load resource', 'htmx:sendError', 'htmx:afterRequest', '[object Event]'] });
    await signIn(anna, 'anna');
    const bruno = await open({ bears: ['ERR_FAILED', '[object Event]'] });
    await signIn(bruno, 'bruno');
    const state = async (page, wanted) => {
        await page.waitForSelector(`#booking[data-state=${wanted}]`);
        // What Enter does next is focused once the part of the page has settled.
        if (wanted === 'held') await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    };
    const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
    const picked = (page) => page.textContent('#booking .picked strong');
    const booked = (page) => page.locator('#today tbody tr').count();
    const start = (page, number) => page.goto(`/scheduler?number=${number}`);

    // Keys pick alternatives, while the focus is on the booking and nothing is being typed.
    await start(anna, '0668850001');
    const second = (await anna.textContent('#alternative-2')).replace(/^\s*2\s*/, '').trim();
    await anna.keyboard.press('2');
    await state(anna, 'held');
    same(await picked(anna), second, 'what the key 2 picks');
    await anna.click('text=Cambia');
    await state(anna, 'choosing');

    // Typed times, and what may be meant.
    const typed = async (text) => {
        await anna.fill('#when', text);
        await anna.press('#when', 'Enter');
    };
    await typed('mer 15.30');
    await state(anna, 'held');
    same(await picked(anna), 'domani 15:30', 'mer 15.30, on a Tuesday');
    await anna.click('text=Cambia');
    await state(anna, 'choosing');
    await typed('gio 3.30');
    await state(anna, 'held');
    claim((await picked(anna)).includes('15:30'), 'of night and afternoon only the afternoon can be had');
    await anna.click('text=Cambia');
    await state(anna, 'choosing');
    for (const [text, told, choice] of [
        ['oggi 9', 'È già passato.', 'domani 9:00'],
        ['mer 15.37', 'A quell’ora non comincia nessuna fascia.', 'domani 15:30'],
        ['mar boh', '«boh» non si capisce', undefined],
    ]) {
        await typed(text);
        await anna.waitForSelector(`#when-wrong:has-text("${told}")`);
        same(await anna.inputValue('#when'), text, 'what was typed stands there still');
        if (choice) same((await anna.textContent('.choices button')).trim(), choice, `what may be meant by ${text}`);
    }
    await seen(anna, 'scheduler-typed-it');

    // What is held is seen by others at once, counts down, and is given back by a change of mind.
    await start(bruno, '0668850002');
    const first = (await bruno.textContent('#first-free')).trim();
    await start(anna, '0668850001');
    await anna.keyboard.press('Enter');
    await state(anna, 'held');
    await until('the other clerk sees another first seat', async () => (await bruno.textContent('#first-free')).trim() !== first);
    const left = await anna.textContent('[role=timer]');
    claim(/^[12]:\d\d$/.test(left), `two minutes: ${left}`);
    await until('it counts down', async () => (await anna.textContent('[role=timer]')) !== left);
    await anna.click('text=Cambia');
    await state(anna, 'choosing');
    await until('the seat is free again', async () => (await bruno.textContent('#first-free')).trim() === first);

    // A collision: one who hears nothing picks what the other has booked just before.
    await bruno.route('**/scheduler/events*', (route) => route.abort());
    await start(bruno, '0668850002');
    await start(anna, '0668850001');
    await anna.keyboard.press('Enter');
    await state(anna, 'held');
    await anna.keyboard.press('Enter');
    await state(anna, 'booked');
    await bruno.keyboard.press('Enter');
    await bruno.waitForSelector('#booking .instead button');
    claim((await bruno.textContent('#booking [role=alert]')).includes('è stato preso ora'), 'it is told that it was taken');
    claim((await focused(bruno)).startsWith('Libero: oggi'), `the next one is focused: ${await focused(bruno)}`);
    await seen(bruno, 'scheduler-taken-it');
    await bruno.keyboard.press('Enter');
    await state(bruno, 'held');
    await bruno.keyboard.press('Enter');
    await state(bruno, 'booked');
    claim((await bruno.textContent('.ticket-number')) !== (await anna.textContent('.ticket-number')), 'two numbers');
    await until('the other clerk sees it without doing anything', async () => (await booked(anna)) === 2);
    await bruno.unroute('**/scheduler/events*');

    // Within the notice a reason is asked for.
    await start(anna, '0668850003');
    await typed('oggi 10.45');
    await anna.waitForSelector('#waive');
    same(await focused(anna), 'waive', 'where the reason is typed');
    await seen(anna, 'scheduler-waive-it');
    await anna.keyboard.type('urgente');
    await anna.keyboard.press('Enter');
    await state(anna, 'held');
    await anna.keyboard.press('Enter');
    await state(anna, 'booked');
    const urgent = (await anna.textContent('.ticket-number')).trim();

    // A number's open requests, moved without typing.
    const addresses = [];
    await anna.goto('/scheduler');
    anna.on('request', (request) => addresses.push(request.url()));
    await anna.keyboard.type('0668850001');
    await anna.waitForSelector('#known .requests li');
    await anna.click('#known a:has-text("Sposta")');
    claim(addresses.some((one) => one.includes('/scheduler/known')) && !addresses.some((one) => one.includes('6885')), `a typed number stands in no address: ${addresses}`);
    await anna.waitForURL(/moving=/);
    same(await anna.inputValue('#number'), '+39 06 6885 0001', 'the number came along');
    await anna.fill('#when', 'domani 9.00');
    await anna.press('#when', 'Enter');
    await state(anna, 'held');
    await anna.keyboard.press('Enter');
    await state(anna, 'booked');
    claim((await anna.textContent('.card-aloud h2')).includes('Spostata'), 'moved, not booked anew');
    const moved = (await anna.textContent('.ticket-number')).trim();

    // The week, by keyboard: the callback is chosen, then a free seat.
    await anna.goto('/scheduler/week');
    await anna.focus(`a.chip[data-ticket="${moved.replaceAll(' ', '')}"]`);
    await anna.keyboard.press('Enter');
    await anna.waitForSelector('.moving');
    await seen(anna, 'scheduler-week-moving-it');
    await anna.focus('[aria-label*="mercoledì 25 novembre 9:15"]');
    await anna.keyboard.press('ArrowDown');
    claim((await anna.evaluate(() => document.activeElement.getAttribute('aria-label'))).includes('9:30'), 'the arrows go from slot to slot');
    await anna.keyboard.press('Enter');
    await anna.waitForSelector('.alert-success');
    claim((await anna.textContent('.alert-success')).includes('domani 9:30'), await anna.textContent('.alert-success'));
    // The same by dragging.
    const chip = anna.locator(`a.chip[data-ticket="${moved.replaceAll(' ', '')}"]`);
    await chip.dragTo(anna.locator('[aria-label*="mercoledì 25 novembre 8:15"]'));
    await until('it is moved', async () => (await anna.textContent('#messages')).includes('domani 8:15'));
    // A colleague moves it after she has chosen it: what he did is told, and stands.
    await anna.goto('/scheduler/week');
    await anna.focus(`a.chip[data-ticket="${moved.replaceAll(' ', '')}"]`);
    await anna.keyboard.press('Enter');
    await anna.waitForSelector('.moving');
    await bruno.goto('/scheduler/week');
    await bruno.locator(`a.chip[data-ticket="${moved.replaceAll(' ', '')}"]`).dragTo(bruno.locator('[aria-label*="mercoledì 25 novembre 9:00"]'));
    await until('he has moved it', async () => (await bruno.textContent('#messages')).includes('domani 9:00'));
    await anna.waitForSelector('[aria-label*="Sposta qui: mercoledì 25 novembre 8:15"]');
    await anna.click('[aria-label*="Sposta qui: mercoledì 25 novembre 8:15"]');
    await anna.waitForSelector('.alert-danger');
    claim((await anna.textContent('.alert-danger')).includes('che ora è domani 9:00'), await anna.textContent('.alert-danger'));
    await anna.locator(`a.chip[data-ticket="${moved.replaceAll(' ', '')}"]`).dragTo(anna.locator('[aria-label*="mercoledì 25 novembre 8:15"]'));
    await until('seen as it is, it is moved', async () => (await anna.textContent('#messages')).includes('domani 8:15'));
    // And a free cell is picked for the number in the form.
    await anna.fill('#number', '0668850004');
    await anna.click('[aria-label*="giovedì 26 novembre 10:00"]');
    await state(anna, 'held');
    same(await picked(anna), 'gio 26 novembre 10:00', 'the cell that was picked');
    await seen(anna, 'scheduler-week-held-it');
    await anna.keyboard.press('Enter');
    await state(anna, 'booked');

    // Hours are blocked with a reason; what is booked there stands and is told; undone, they are free again.
    await anna.goto('/scheduler/changes');
    await anna.fill('#from', 'domani 8.00');
    await anna.fill('#until', '10:00');
    await anna.press('#until', 'Enter');
    claim(await anna.evaluate(() => !document.getElementById('reason').validity.valid), 'no change without a reason');
    await anna.fill('#reason', 'riunione');
    await anna.press('#reason', 'Enter');
    await anna.waitForSelector('.alert-success');
    claim((await anna.textContent('.alert-success')).includes('non hanno più un posto: 1'), await anna.textContent('.alert-success'));
    claim((await anna.textContent('main')).includes(moved), 'the callback that lost its seat is listed');
    await seen(anna, 'scheduler-blocked-it');
    await anna.goto('/scheduler/week');
    same(await anna.locator('.cell.is-blocked').count() - (await anna.locator('.legend .is-blocked').count()), 8, 'two hours of quarters are blocked');
    await seen(anna, 'scheduler-week-blocked-it');
    await start(bruno, '0668850005');
    await bruno.fill('#when', 'domani 8.30');
    await bruno.press('#when', 'Enter');
    await bruno.waitForSelector('#when-wrong');
    claim((await bruno.textContent('#when-wrong')).includes('bloccato'), 'the other clerk cannot book there');
    await anna.goto('/scheduler/changes');
    await anna.locator('li:has-text("riunione") button').click();
    await anna.waitForSelector('.alert-success');
    await anna.goto('/scheduler/week');
    same(await anna.locator('table .cell.is-blocked').count(), 0, 'nothing is blocked any more');

    // The network goes and comes back: what was sent is told not to have arrived, and Enter sends it again, once.
    await start(anna, '0668850006');
    const before = await booked(anna);
    await anna.keyboard.press('Enter');
    await state(anna, 'held');
    await anna.context().setOffline(true);
    await anna.keyboard.press('Enter');
    await until('the page says so', async () => (await anna.textContent('#messages')).includes('la rete manca'));
    same(await anna.getAttribute('#booking', 'data-state'), 'held', 'nothing is said to be booked');
    await seen(anna, 'scheduler-offline-it');
    await anna.context().setOffline(false);
    await anna.focus('#book-it');
    await anna.keyboard.press('Enter');
    await state(anna, 'booked');
    await until('it is booked once', async () => (await booked(anna)) === before + 1);
    // What others did meanwhile is heard again, too.
    await start(bruno, '0668850007');
    await bruno.keyboard.press('Enter');
    await state(bruno, 'held');
    await bruno.keyboard.press('Enter');
    await state(bruno, 'booked');
    await until('she hears of it', async () => (await booked(anna)) === before + 2);

    // A caller is put through to where she answers: number, language, and the first free seat focused.
    await anna.goto('/scheduler?destination=lotto-2');
    const post = async (address, fields) => (await fetch(new URL(address, args.hook), { method: 'POST', body: new URLSearchParams({ ...args.call, ...fields }) })).text();
    let calls = 0;
    await until('the caller is on the screen', async () => {
        // The service knows within two seconds that a page is open there; a caller before that is not written down.
        calls += 1;
        const menu = await post(args.hook, { CallSid: `CA${calls}`, CallStatus: 'ringing' });
        const action = menu.match(/<Gather[^>]* action="([^"]+)"/)?.[1].replaceAll('&amp;', '&');
        claim(action, `the menu: ${menu}`);
        const rings = await post(action, { CallSid: `CA${calls}`, CallStatus: 'in-progress', Digits: '1' });
        claim(rings.includes('<Dial') && rings.includes('lotto-2'), `where the caller is put through: ${rings}`);
        await new Promise((done) => setTimeout(done, 700));
        return (await anna.locator('.caller').count()) > 0;
    });
    claim((await anna.textContent('.caller')).includes('+39 02 5433 1234'), await anna.textContent('.caller'));
    same(await anna.inputValue('#number'), '+39 02 5433 1234', 'the number is filled in');
    same(await focused(anna), 'first-free', 'and Enter, Enter books');
    await seen(anna, 'scheduler-caller-it');
    // By its button too, and their number stands in no address.
    await anna.fill('#number', '');
    await Promise.all([anna.waitForURL(/[?&]caller=\d+/), anna.click('#use-caller')]);
    claim(!anna.url().includes('5433'), anna.url());
    same(await anna.inputValue('#number'), '+39 02 5433 1234', 'the number is filled in by the button');
    same(await focused(anna), 'first-free', 'and Enter, Enter books still');
    await anna.keyboard.press('Enter');
    await state(anna, 'held');
    await anna.keyboard.press('Enter');
    await state(anna, 'booked');

    // Who only looks, looks.
    const vera = await open();
    await signIn(vera, 'vera');
    await vera.goto('/scheduler');
    same(await vera.locator('#booking button').count(), 0, 'nothing to press');
    claim((await booked(vera)) > 2 && (await vera.textContent('#today')).includes(urgent), 'today’s callbacks are there');
    await seen(vera, 'scheduler-viewer-it');
});
