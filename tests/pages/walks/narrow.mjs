// Windows of other sizes than a phone's and a desktop's, names as long as they come, paper, and colours that the system sets.

import { claim, same, walk } from './rig.mjs';

/** A name without a space, and a mailbox: neither may push the page sideways. */
const NAME = 'Associazionenazionaledeigeometriedeiperitiagrariliberiprofessionisti';
const MAILBOX = 'segreteria.generale.ufficio.protocollo@ordine-dei-periti-agrari.example';
/** 320 px is 400% of a usual window (WCAG 2.2, 1.4.10); 768 and 820 are tablets held upright. */
const WIDTHS = [320, 390, 768, 820, 1024, 1440];
/** What a reader may set (WCAG 2.2, 1.4.12). */
const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';

await walk(async ({ open, signIn }) => {
    const page = await open({ bypassCSP: true });
    await signIn(page, 'anna');
    await page.goto('/scheduler?number=0668850001');
    await page.click('details.more summary');
    await page.fill('#name', NAME);
    await page.fill('#email', MAILBOX);
    await page.press('#email', 'Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'book-it');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#booking[data-state=booked]');
    const ticket = (await page.textContent('.ticket-number')).replaceAll(' ', '').trim();

    for (const address of ['/scheduler?number=0668850001', '/scheduler/week', '/scheduler/changes', '/scheduler/calendars', '/tickets', `/tickets/${ticket}`, '/tickets/new', '/tickets/queues/giustizia/callback', '/account', '/']) {
        for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 });
            for (const spaced of [false, true]) {
                await page.goto(address);
                if (spaced) await page.addStyleTag({ content: SPACED });
                const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                claim(beyond <= 0, `${address} is ${beyond} pixels wider than ${width}${spaced ? ', with its text spaced' : ''}`);
            }
        }
    }

    // What does not scroll is no stop for the keyboard; what does, is.
    const stop = async (width) => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto('/scheduler');
        return page.locator('#today-scroll').evaluate((one) => one.tabIndex >= 0);
    };
    same([await stop(390), await stop(1280)], [false, false], 'today’s callbacks are a stop where all of them are seen');
    await page.goto('/scheduler/week');
    same(await page.locator('#week-scroll').evaluate((one) => one.tabIndex), 0, 'the week scrolls');

    // What has the focus in the week is never behind the days that stay in view.
    await page.setViewportSize({ width: 1280, height: 700 });
    await page.focus('[aria-label*="venerdì 27 novembre 17:45"]');
    for (let row = 0; row < 39; row += 1) {
        await page.keyboard.press('ArrowUp');
        await page.evaluate(() => new Promise(requestAnimationFrame));
        const [top, days, label] = await page.evaluate(() => [
            document.activeElement.getBoundingClientRect().top,
            Math.max(...[...document.querySelectorAll('table.week thead th')].map((one) => one.getBoundingClientRect().bottom)),
            document.activeElement.getAttribute('aria-label'),
        ]);
        claim(top >= Math.max(days, 0), `${label} is seen: ${top}, and the days end at ${days}`);
    }

    // Where the system sets the colours, a button has an edge.
    await page.emulateMedia({ forcedColors: 'active' });
    for (const address of ['/scheduler?number=0668850002', `/tickets/${ticket}`]) {
        await page.goto(address);
        const bare = await page.$$eval('main .btn', (all) => all.filter((one) => getComputedStyle(one).borderTopStyle === 'none').map((one) => one.textContent));
        same(bare, [], `buttons of ${address} without an edge`);
    }
    await page.emulateMedia({ forcedColors: 'none' });

    // On paper the week is whole, and nothing is printed that is to be pressed.
    await page.emulateMedia({ media: 'print' });
    await page.goto('/scheduler/week');
    const cut = await page.locator('#week-scroll').evaluate((one) => one.scrollHeight - one.clientHeight);
    claim(cut <= 0, `${cut} pixels of the week are not printed`);
    for (const what of ['.it-header-wrapper', '.it-footer', '.tabs', 'form.place', '.keys-open']) {
        claim(!(await page.locator(what).first().isVisible()), `${what} is printed`);
    }
    await page.goto(`/tickets/${ticket}`);
    claim(!(await page.locator('.it-header-wrapper').isVisible()), 'the header is printed with a request');
});
