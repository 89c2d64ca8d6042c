// The pages that everybody sees, and signing in, by keyboard alone.

import { claim, same, walk } from './rig.mjs';

await walk(async ({ args, open, look, seen }) => {
    const page = await open({ bears: ['404', '422'] });
    await look(page, '/', 'start');
    await look(page, '/notes/privacy', 'privacy');
    await look(page, '/notes/accessibility', 'accessibility');
    await look(page, '/notes/feedback', 'feedback');
    await look(page, '/nulla', 'not-found');
    await look(page, '/sign-in', 'sign-in');

    // The first thing that the keyboard reaches leads past the header.
    await page.goto('/');
    await page.keyboard.press('Tab');
    same(await page.evaluate(() => document.activeElement.textContent), 'Vai al contenuto', 'the first link');
    await page.keyboard.press('Enter');
    same(await page.evaluate(() => document.activeElement.id), 'main', 'where it leads');

    // Signing in needs no mouse, and a mistake is told to who cannot see it too.
    await page.goto('/sign-in');
    same(await page.evaluate(() => document.activeElement.id), 'name', 'where one writes first');
    await page.keyboard.type('anna');
    await page.keyboard.press('Tab');
    await page.keyboard.type('sbagliata');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    claim((await page.textContent('[role=alert]')).includes('non sono corretti'), 'a wrong password is told');
    await seen(page, 'sign-in-wrong-it');
    same(await page.inputValue('#name'), 'anna', 'the name stands as it was typed');
    await page.keyboard.press('Tab');
    await page.keyboard.type(args.password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    claim((await page.textContent('header')).includes('anna') && (await page.textContent('header')).includes('Esci'), 'where one arrives it is seen who has signed in');
    same(await page.$$eval('main .buttons a', (all) => all.map((one) => one.getAttribute('href'))), ['/scheduler', '/tickets'], 'and from there it goes to where one works');
    await look(page, '/', 'start-signed-in');
    await look(page, '/account', 'account');
    await page.click('header button[type=submit]');
    await page.waitForSelector('.alert-success');
    await seen(page, 'signed-out-it');
});
