// account_test.mjs - a new office: set up, second factor, recovery codes, log out, log in by
// both; by keyboard alone, without script, in both languages, accessible.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { start, totp } from "../browser/lib.mjs";

const t = await start();
const word = "bốn mùa hoa nở", login = "annv";

// A browser without script: everything has to work in it.
async function visitor(lang) {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width: 390, height: 844 }, locale: lang === "vi" ? "vi-VN" : "en-GB" });
    const page = await context.newPage();
    // Not t.watch(): a click here comes before the icon has.
    page.on("console", (m) => t.check(m.type() !== "error" || /^Failed to load/.test(m.text()),
        `${at(page)}: ${m.text()}`));
    return page;
}

// Type into the fields in their order, as Tab leads to them, and send by Enter.
async function fill(page, values) {
    const names = Object.keys(values);
    await page.focus(`[name="${names[0]}"]`);
    for (const [i, name] of names.entries()) {
        const at = page.locator(`[name="${name}"]:focus`);
        t.check(await at.count() === 1, `${page.url()}: Tab does not lead to ${name}`);
        await page.keyboard.type(values[name]);
        if (i + 1 < names.length) await page.keyboard.press("Tab");
    }
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

const at = (page) => new URL(page.url()).pathname;
const expect = (page, path) => t.check(at(page) === path, `at ${at(page)}, not ${path}`);
const text = (page) => page.locator("main").innerText();

async function setUp() {
    const page = await visitor("vi");
    const code = readFileSync(process.env.NAMRO_LOG, "utf8")
        .match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/)[0];
    await page.goto("/");
    expect(page, "/setup");
    await t.accessible(page, "setup vi");
    const form = { code, name: "Ban Tuyên giáo Tỉnh ủy", place: "Hải Dương",
        unit: "Tỉnh Hải Dương", person: "Nguyễn Văn An", login, password: word,
        passwordagain: word };
    await fill(page, { ...form, passwordagain: "khác" });
    t.check(await page.inputValue("[name=person]") === "Nguyễn Văn An", "setup: typed text lost");
    t.check(await page.inputValue("[name=password]") === "", "setup: a password is shown");
    await t.accessible(page, "setup refused vi");
    for (const name of Object.keys(form)) await page.fill(`[name=${name}]`, "");
    await fill(page, form);
    expect(page, "/account/second");
    return page;
}

// Until the second factor is there the session may do nothing else.
async function secondFactor(page) {
    for (const path of ["/account", "/account/password"]) {
        await page.goto(path);
        expect(page, "/account/second");
    }
    await t.accessible(page, "second vi");
    const key = await page.innerText("code.secret");
    await fill(page, { code: "000000" });
    t.check(await page.locator("[name=code][aria-invalid]").count() === 1, "a wrong code is taken");
    t.check(await page.innerText("code.secret") === key, "the key changed under the reader");
    await fill(page, { code: totp(key) });
    const codes = await page.locator(".codes code").allInnerTexts();
    t.check(codes.length === 10 && new Set(codes).size === 10, "no ten recovery codes");
    await t.accessible(page, "codes vi");
    await page.goto("/account");
    expect(page, "/account");
    await t.accessible(page, "account vi");
    await page.locator(".top summary").press("Enter"); // on a phone it comes with the menu
    await Promise.all([page.waitForNavigation(), page.locator(".account button").press("Enter")]);
    expect(page, "/login");
    await page.goto("/account");
    t.check(page.url().endsWith("/login?back=%2Faccount"), `not led to the log-in: ${page.url()}`);
    return { key, codes };
}

// `page`: a browser that is there already, from which whoever was in it has gone.
async function comeIn(lang, code, { password = word, page } = {}) {
    page ??= await visitor(lang);
    await page.context().clearCookies();
    await page.goto("/login?back=%2Faccount");
    await fill(page, { login: login.toUpperCase(), password });
    if (at(page) !== "/login/code") return page;
    await fill(page, { code });
    return page;
}

async function logIn({ key, codes }) {
    // The code that switched it on is used up: that of the next step is good already.
    let page = await comeIn("en", totp(key, Date.now() + 30000));
    expect(page, "/account");
    t.check(/My account/.test(await text(page)), "not in English");
    await t.accessible(page, "account en");
    const before = await page.context().cookies();
    page = await comeIn("vi", codes[0]);
    expect(page, "/account");
    page = await comeIn("vi", codes[0]);
    t.check(at(page) === "/login/code", "a recovery code is good twice");
    await t.accessible(page, "code refused vi");
    page = await comeIn("en", codes[1].toLowerCase().replaceAll("-", " "));
    expect(page, "/account");
    const after = await page.context().cookies();
    t.check(before[0].httpOnly && before[0].value !== after[0].value, "the cookie is not new");
    t.check(/8 codes left/.test(await text(page)), "recovery codes are not counted");
    const low = /running out of recovery codes/;
    for (let i = 2; i < 7; i++) { // with three left it is said, and not before
        t.check(!low.test(await text(page)), `with ${11 - i} codes it is early to warn`);
        page = await comeIn("en", codes[i], { page });
    }
    t.check(low.test(await text(page)), "nobody says that few codes are left");
    t.check(await page.locator(".badge.amber", { hasText: "3 codes left" }).count() === 1,
        "three codes left look like many");
    const wrong = await comeIn("en", "", { password: "wrong" });
    t.check(await wrong.inputValue("[name=login]") === "ANNV", "the name typed is lost");
    await t.accessible(wrong, "login refused en");
    return page;
}

// Whoever owns the server gives an account; its owner chooses a password by the link.
async function invited() {
    const command = (...args) =>
        execFileSync(process.env.NAMRO, ["user", ...args], { encoding: "utf8" });
    const link = command("--add", "binhtt", "--name", "Trần Thị Bình", "--role", "viewer").trim();
    t.check(/binhtt\tTrần Thị Bình\t.*\t/.test(command("--list")), "user --list lacks the new one");
    const page = await visitor("en");
    await page.goto(link);
    await t.accessible(page, "invite en");
    await fill(page, { password: "short", passwordagain: "short" });
    await t.accessible(page, "invite refused en");
    await fill(page, { password: word, passwordagain: word });
    await page.goto("/account"); // a viewer needs no second factor
    expect(page, "/account");
    t.check((await page.goto("/admin/accounts")).status() === 403, "a viewer administers");
    t.check((await page.goto(link)).status() >= 400, "a link is good twice");
    return page;
}

async function administer(page, viewer) {
    await page.goto("/admin/accounts");
    await t.accessible(page, "accounts en");
    await page.goto("/admin/accounts/new");
    await t.accessible(page, "account new en");
    await page.goto("/admin/accounts?q=tran%20binh");
    t.check(await page.locator("tbody tr").count() === 1, "not found without marks");
    await page.locator("tbody a").click();
    await t.accessible(page, "account of another en");
    await page.locator("form[action$=link] button").press("Enter");
    await t.accessible(page, "link en");
    const link = new URL(await page.innerText("code.secret"));
    t.check(link.origin === t.base, `the link leads to ${link.origin}`);
    await viewer.goto("/account");
    expect(viewer, "/login"); // the reset has ended the session
    await viewer.goto(link.pathname);
    await fill(viewer, { password: word, passwordagain: word });
    await viewer.goto("/account");
    expect(viewer, "/account");
    await page.locator("main a[role=button]").click();
    await page.locator("form[action$=close] button").press("Enter");
    await viewer.goto("/account");
    expect(viewer, "/login");
    await page.locator("form[action$=open] button").press("Enter");
    await fill(page, { reason: "Who closed it?" }); // whoever looks at deeds says why
    t.check(/Account closed/.test(await text(page)), "closing is not in the log");
}

const keys = await secondFactor(await setUp());
const page = await logIn(keys);
await administer(page, await invited());
await t.end();
