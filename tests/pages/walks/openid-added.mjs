// Whoever was added here, without a password, gets in by the provider; whoever was not does not. The second time they are known by what does not change.

import { claim, same, walk } from './rig.mjs';
import { BEARS, through } from './provider.mjs';

await walk(async ({ open }) => {
    for (const time of ['first', 'second']) {
        const page = await open({ bears: BEARS });
        await through(page, '/account', 's-bruno');
        await page.waitForURL('**/account');
        same(await page.locator('dl.facts dd').allTextContents(), ['bruno', 'Pianificazione'], `the ${time} time`);
    }
    const stranger = await open({ bears: BEARS });
    await through(stranger, '/account', 's-anna');
    await stranger.waitForSelector('.alert-danger');
    claim((await stranger.textContent('.alert-danger')).includes('alcun ruolo'), 'it says why');
});
