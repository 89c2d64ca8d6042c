// Through the provider's own pages and back: with a role, without one, and under a name that is taken.

import { claim, same, walk } from './rig.mjs';
import { BEARS, through } from './provider.mjs';

await walk(async ({ args, open, look }) => {
    const page = await open({ bears: BEARS });
    if (args.pictures) await look(page, '/sign-in', 'sign-in-openid');
    await through(page, '/account', 's-anna');
    await page.waitForURL('**/account');
    same(await page.locator('dl.facts dd').allTextContents(), ['anna.bianchi', 'Assistenza'], 'who and what one is');
    claim(!(await page.content()).includes('/account/password'), 'there is no password of ours to change');

    const stranger = await open({ bears: BEARS });
    await through(stranger, '/tickets', 's-bruno');
    await stranger.waitForSelector('.alert-danger');
    claim((await stranger.textContent('.alert-danger')).includes('alcun ruolo'), 'it says why');
    const taken = await open({ bears: BEARS });
    await through(taken, '/tickets', 's-carla');
    await taken.waitForSelector('.alert-danger');
    claim((await taken.textContent('.alert-danger')).includes('altra persona'), 'it says why');
});
