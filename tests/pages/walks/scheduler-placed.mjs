// Today's callbacks while they are placed: the page is opened once, and what it tells of each comes by itself.

import { claim, same, until, walk } from './rig.mjs';

await walk(async ({ args, open, signIn, seen }) => {
    const page = await open();
    await signIn(page, 'vera');
    await page.goto('/scheduler');
    const told = (ticket) => page.textContent(`#today tr[data-ticket="${ticket}"] td:last-child`);
    const history = {};
    for (const [who, ticket] of Object.entries(args)) history[who] = [(await told(ticket)).trim()];
    same(history, { person: ['prenotata'], busy: ['prenotata'], machine: ['prenotata'] }, 'before their time');
    let loads = 0;
    page.on('framenavigated', () => (loads += 1));
    let pictured = false;
    await until(
        'each has come to its end',
        async () => {
            for (const [who, ticket] of Object.entries(args)) {
                // The part of the page may just be renewing itself.
                const now = (await told(ticket).catch(() => history[who].at(-1))).trim();
                if (now !== history[who].at(-1)) history[who].push(now);
            }
            if (!pictured && history.machine.at(-1) === 'si sta chiamando') {
                pictured = true;
                await seen(page, 'scheduler-calling-it');
            }
            return Object.values(history).every((all) => all.at(-1).startsWith('tentativo'));
        },
        120000,
    );
    console.log(JSON.stringify(history));
    same(history.person.at(-1), 'tentativo 1: ha risposto', 'the person');
    same(history.busy.at(-1), 'tentativo 1: occupato', 'the busy line');
    same(history.machine, ['prenotata', 'si sta chiamando', 'tentativo 1: segreteria'], 'the machine');
    claim(history.person.includes('si sta chiamando'), `the person was seen to be called: ${history.person}`);
    same(loads, 0, 'how often the page was loaded anew');
});
