// A real browser for a test: a walk is one script, `export default` through `walk`. It fails with what the person before the screen would tell: where
// they were, what they saw, and what the browser complained of.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const given = JSON.parse(process.argv[2]);
const from = createRequire(join(given.installed, 'package.json'));
const { chromium } = from('playwright-core');
const AXE = readFileSync(from.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/** Fails with a sentence. */
export function claim(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

/** Fails where two things are not the same. */
export function same(found, wanted, what) {
    const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (one !== other) throw new Error(`${what}: found ${one}, wanted ${other}`);
}

/** Waits until `look` gives something true, and gives that. */
export async function until(what, look, patience = 15000) {
    const end = Date.now() + patience;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > end) throw new Error(`waited ${patience} ms in vain until ${what}`);
        await new Promise((done) => setTimeout(done, 25));
    }
}

/** Runs a walk: `body({ args, open, signIn, look, seen, axe, inView })`. */
export async function walk(body) {
    const browser = await chromium.launch({
        executablePath: given.chromium,
        args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const complaints = [];
    const pages = [];

    /** A browser of somebody's own: cookies, window, language. What it complains of fails the walk; `bears` names what it may complain of. */
    async function open({ size = DESKTOP, language = 'it', bears = [], ...more } = {}) {
        const context = await browser.newContext({ viewport: size, locale: language === 'it' ? 'it-IT' : 'en-GB', baseURL: given.base, ...more });
        context.setDefaultTimeout(15000);
        const page = await context.newPage();
        const complain = (text) => {
            if (!bears.some((known) => text.includes(known))) complaints.push(`${page.url()}: ${text}`);
        };
        page.on('console', (message) => message.type() === 'error' && complain(message.text()));
        page.on('pageerror', (error) => complain(`script: ${error.message}`));
        pages.push(page);
        return page;
    }

    async function signIn(page, name) {
        await page.goto('/sign-in');
        await page.fill('#name', name);
        await page.fill('#password', given.password);
        await page.press('#password', 'Enter');
        await page.waitForURL((url) => url.pathname !== '/sign-in');
    }

    /** No violation of WCAG 2.2 AA on the page as it stands. */
    async function axe(page, where) {
        await page.evaluate(AXE);
        const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
        const told = found.violations.map((one) => {
            const places = one.nodes.slice(0, 4).map((node) => `      ${node.target.join(' ')}  ${node.html.slice(0, 160)}`);
            return `  ${one.id}: ${one.help}\n${places.join('\n')}`;
        });
        claim(told.length === 0, `axe found on ${where}:\n${told.join('\n')}`);
        claim(found.passes.length > 5, `axe looked at next to nothing on ${where}`);
    }

    /** What is written in an element can be read without scrolling sideways. */
    async function inView(found, what) {
        const { left, right, cut } = await found.evaluate((one) => {
            const text = document.createRange();
            text.selectNodeContents(one);
            const { left, right } = text.getBoundingClientRect();
            let cut = false;
            for (let around = one.parentElement; around; around = around.parentElement) {
                const box = around.getBoundingClientRect();
                cut ||= getComputedStyle(around).overflowX !== 'visible' && (left < box.left - 1 || right > box.right + 1);
            }
            return { left, right, cut };
        });
        const { width } = found.page().viewportSize();
        claim(left >= 0 && right <= width && right > left && !cut, `${what} is seen without scrolling: from ${left} to ${right} of ${width}, cut: ${cut}`);
    }

    /** Looks at a page as it stands, in a phone's window and in a desktop's: axe, nothing beyond the edge, a picture each. */
    async function seen(page, name) {
        const before = page.viewportSize();
        for (const size of [PHONE, DESKTOP]) {
            await page.setViewportSize(size);
            const where = `${name}-${size.width}`;
            mkdirSync(given.pictures, { recursive: true });
            await page.screenshot({ path: join(given.pictures, `${where}.png`), fullPage: true });
            await axe(page, where);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            claim(wide <= 0, `${where} is ${wide} pixels wider than its window`);
        }
        await page.setViewportSize(before);
    }

    /** Looks at an address in both sizes and both languages. `ready` makes the page what it should be seen as. */
    async function look(page, address, name, ready = async () => {}) {
        for (const language of ['en', 'it']) {
            const [path, hash] = address.split('#');
            await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${language}${hash ? `#${hash}` : ''}`);
            await ready(page);
            same(await page.getAttribute('html', 'lang'), language, `the language of ${name}`);
            await seen(page, `${name}-${language}`);
        }
    }

    try {
        await body({ args: given.args, open, signIn, look, seen, axe, inView });
        claim(complaints.length === 0, `the browser complained:\n  ${complaints.join('\n  ')}`);
    } catch (error) {
        console.error(`\n${error.message}\n`);
        const own = (error.stack ?? '').split('\n').filter((line) => line.includes('/walks/') && !line.includes('rig.mjs'));
        if (own.length) console.error(own.join('\n'));
        for (const [at, page] of pages.entries()) {
            if (page.isClosed()) continue;
            mkdirSync(given.pictures, { recursive: true });
            const picture = join(given.pictures, `failed-${given.walk}-${at}.png`);
            await page.screenshot({ path: picture, fullPage: true }).catch(() => {});
            const text = await page.evaluate(() => document.querySelector('main')?.innerText ?? document.body.innerText).catch(() => '?');
            console.error(`\n-- window ${at}: ${page.url()} (${picture})\n${text.slice(0, 2000)}`);
        }
        if (complaints.length) console.error(`\n-- the browser said:\n${complaints.join('\n')}`);
        process.exitCode = 1;
    } finally {
        await browser.close();
    }
}
