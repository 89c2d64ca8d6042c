// A clerk with a citizen on the line: by keyboard alone, the keys counted, and each step looked at.

import { claim, same, until, walk } from './rig.mjs';

await walk(async ({ open, signIn, look, seen }) => {
    const page = await open();
    await signIn(page, 'anna');
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
    let keys = 0;
    const press = async (key) => {
        keys += 1;
        await page.keyboard.press(key);
    };
    const type = async (text) => {
        keys += text.length;
        await page.keyboard.type(text);
    };
    const state = async (wanted) => {
        await page.waitForSelector(`#booking[data-state=${wanted}]`);
        // What Enter does next is focused once the part of the page has settled.
        if (wanted === 'held') await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    };

    // From focus to the number on the screen: the telephone number, Enter, Enter.
    await page.goto('/scheduler');
    same(await focused(), 'number', 'where one writes first');
    const began = Date.now();
    await type('0668851234');
    await press('Enter');
    await state('held');
    same(await focused(), 'book-it', 'what Enter does next');
    await press('Enter');
    await state('booked');
    const took = Date.now() - began;
    const ticket = (await page.textContent('.ticket-number')).trim();
    claim(/^\d{3} \d{3} \d{3}$/.test(ticket), `a number in groups: ${ticket}`);
    same(keys, 12, 'keys for a booking: ten digits, Enter, Enter');
    // A practised typist needs 0.28 s for a key (Card, Moran and Newell, the keystroke-level model).
    claim(keys * 280 + took < 10000, `from focus to the number in ${keys * 280 + took} ms`);
    console.log(`keys ${keys}, of which the service took ${took} ms`);
    await seen(page, 'scheduler-booked-it');

    // With the caller's number there already, two keys book.
    keys = 0;
    await page.goto('/scheduler?number=0668851235');
    same(await focused(), 'first-free', 'what is focused where the number is known');
    await press('Enter');
    await state('held');
    await seen(page, 'scheduler-held-it');
    await press('Enter');
    await state('booked');
    same(keys, 2, 'keys for a booking with the number known');
    await until('today shows both', async () => (await page.locator('#today tbody tr').count()) === 2);

    // A softphone writes the number where no log on the way has it: into a page that is opened, and into one that is open.
    for (const [number, language] of [['%2B390668851236', 'it'], ['0668851237', 'it']]) {
        await page.goto(`/scheduler#number=${number}&language=${language}`);
        await page.waitForFunction(() => document.activeElement?.id === 'first-free');
        same(page.url().split('/').pop(), 'scheduler', 'nothing of it stays where one has been');
        same((await page.inputValue('#number')).slice(-4), number.slice(-4), 'the number is filled in');
        await page.fill('#number', '');
        await page.focus('#number');
    }

    await look(page, '/scheduler', 'scheduler');
    await look(page, '/scheduler?number=0668851234', 'scheduler-known');
    await look(page, '/scheduler/week', 'scheduler-week');
    await look(page, '/scheduler/changes', 'scheduler-changes');
    await look(page, '/scheduler/calendars', 'scheduler-calendars');
});
