// document_test.mjs - a document with a PDF is registered, found without accents and by the words
// of its file, replaced by another; without script, and accessible.
import { readFileSync } from "node:fs";
import { fits, start, totp } from "../browser/lib.mjs";

const t = await start();
const password = "bốn mùa hoa nở";
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390 light vi" };

const text = (page) => page.locator("main").innerText();
const at = (page) => new URL(page.url()).pathname;
const send = (page, button) =>
    Promise.all([page.waitForNavigation(), page.locator(`main ${button}`).click()]);
async function fill(page, values) {
    for (const [name, value] of Object.entries(values))
        await page.locator(`main [name="${name}"]`).fill(value);
}
// By its value; without one the first that is not empty.
async function choose(page, name, value) {
    const select = page.locator(`main select[name="${name}"]`);
    const values = await select.locator("option").evaluateAll((all) => all.map((o) => o.value));
    await select.selectOption(value ?? values.find((v) => v));
}

// A new office whose administrator also holds the post of an officer.
async function office() {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width: 390, height: 844 }, locale: "vi-VN" });
    const page = await context.newPage();
    t.watch(page, shape);
    const code = readFileSync(process.env.NAMRO_LOG, "utf8")
        .match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/)[0];
    await page.goto("/setup");
    await fill(page, { code, name: "Ban Tuyên giáo Tỉnh ủy", place: "Hải Dương",
        unit: "Tỉnh Hải Dương", person: "Nguyễn Văn An", login: "annv", password,
        passwordagain: password });
    await send(page, "button");
    await fill(page, { code: totp(await page.innerText("code.secret")) });
    await send(page, "form button");
    await page.goto("/post/new");
    await fill(page, { name: "Chuyên viên" });
    await choose(page, "unit");
    await choose(page, "role", "officer");
    await choose(page, "scope");
    await send(page, "form button");
    await page.goto(`${at(page)}/appoint`);
    await choose(page, "staff");
    await send(page, "form button");
    return page;
}

// A PDF as an office makes it: with the letters of Vietnamese.
async function pdf(words) {
    const page = await t.browser.newPage();
    await page.setContent(`<p style="font-family:sans-serif">${words}</p>`);
    const buffer = await page.pdf();
    await page.context().close();
    return { name: "Kết luận 01.pdf", mimeType: "application/pdf", buffer };
}

async function register(page) {
    await page.goto("/document/new");
    await fill(page, { symbol: "1 – kl/tw", day: "18/5/2021" });
    await page.locator("[name=file]").setInputFiles(await pdf("Học tập ở <b>Hoà Bình</b>"));
    await send(page, "button[name=read]");
    t.check(await page.inputValue("[name=symbol]") === "01-KL/TW", "the symbol is not read");
    t.check(await page.inputValue("[name=series]") === "XIII", "the term is not read");
    await fill(page, { abstract: "về tiếp tục thực hiện Chỉ thị 05", received: "hôm qua",
        body: "I. NHIỆM VỤ\n1. Tuyên truyền\n2. Kiểm tra" });
    await send(page, "button:not([name])"); // refused, and nothing is lost
    t.check(await page.locator("[name=received][aria-invalid]").count() === 1, "a day is taken");
    t.check(await page.inputValue("[name=number]") === "1", "the number is lost");
    await t.accessible(page, "document refused vi");
    await fill(page, { received: "20/5/2021" });
    await send(page, "button:not([name])");
    t.check(/^\/document\/\d+$/.test(at(page)), `not registered: ${await text(page)}`);
    t.check(/Kết luận 01\.pdf/.test(await text(page)), "the file is lost");
    await t.accessible(page, "document vi");
    return at(page);
}

async function find(page, words, path) {
    for (let i = 0; i < 50; i++) { // the file is read some time after it came
        await page.goto(`/document?words=${encodeURIComponent(words)}`);
        if (await page.locator(`main a[href="${path}"]`).count()) return;
        await page.waitForTimeout(200);
    }
    t.check(false, `not found by ${words}`);
}

async function replace(page, path) {
    await page.goto("/document/new");
    await fill(page, { symbol: "02-KL/TW", day: "1/6/2021", abstract: "thay thế" });
    await send(page, "button:not([name])");
    await page.goto(`${at(page)}/relation`);
    await t.accessible(page, "relation vi");
    await page.locator("[name=relation][value=revokes]").check();
    await fill(page, { other: "1-kl/tw" });
    await send(page, "form button");
    await page.goto(path);
    t.check(/Hết hiệu lực/.test(await text(page)), "still in force");
    t.check(/Bị bãi bỏ, thu hồi bởi/.test(await text(page)), "the relation is not shown");
    for (const other of ["/document/gaps", "/document/issuer", "/document/kind", "/document/term",
        "/document?force=no"]) {
        await page.goto(other);
        t.check(await fits(page), `${other}: wider than the screen`);
    }
    await page.goto(`${path}/edit`);
    await t.accessible(page, "document edit vi");
}

const page = await office();
const path = await register(page);
await find(page, "tiep tuc thuc hien", path);
await t.accessible(page, "documents found vi");
await find(page, "hòa bình", path); // as the file has it, in another place of the tone
t.check((await page.locator("mark").allInnerTexts()).includes("Bình"), "no words of the file");
await replace(page, path);
const file = page.waitForEvent("download");
await page.goto(path);
await page.locator("main a[href^='/document/file/']").click();
t.check((await file).suggestedFilename() === "Kết luận 01.pdf", "the file has another name");
await t.end();
