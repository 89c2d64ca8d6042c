// The store goes away while somebody types: the page says so and loses nothing, and the same button works once it is back.

import { renameSync } from 'node:fs';
import { claim, same, walk } from './rig.mjs';

await walk(async ({ args, open, seen }) => {
    const page = await open({ bears: ['503'] });
    await page.goto(args.desk);
    await page.click('.book-times button');
    await page.waitForURL(/details/);
    await page.fill('#phone', '333 123 4567');
    await page.fill('#name', 'Anna Verdi');
    for (const ending of ['', '-wal', '-shm']) renameSync(`${args.database}${ending}`, `gone${ending}`);
    await page.click('main button[type=submit]');
    await page.waitForSelector('[role=alert]');
    claim((await page.textContent('[role=alert]')).includes('quanto ha scritto è ancora qui'), 'it says so');
    same(await page.inputValue('#phone'), '333 123 4567', 'the number');
    same(await page.inputValue('#name'), 'Anna Verdi', 'the name');
    await seen(page, 'book-away-it');
    for (const ending of ['', '-wal', '-shm']) renameSync(`gone${ending}`, `${args.database}${ending}`);
    // It is found again within moments.
    for (let tries = 0; tries < 100 && !page.url().endsWith('/code'); tries += 1) {
        await page.click('main button[type=submit]');
        await page.waitForLoadState();
        await new Promise((done) => setTimeout(done, 200));
    }
    claim(page.url().endsWith('/code'), 'the code is on its way');
});
