// app_test.mjs - the app of interviewers loses the network at every step, and no answer.
import { axeHere, fits, start } from "../browser/lib.mjs";
import { openSurvey, png, rowsOf, run } from "./field.mjs";

const t = await start();
let field;

// What a phone without network says of itself in its console is no fault of ours.
function watch(page) {
    const lost = /^Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_FAILED/;
    page.on("pageerror", (e) => t.check(false, `${page.url()}: ${e.stack || e.message}`));
    page.on("console", (m) => m.type() === "error" && !lost.test(m.text()) &&
        t.check(false, `${page.url()}: ${m.text()} ${JSON.stringify(m.location())}`));
}

async function phone(lang = "vi", before = () => {}) {
    const context = await t.browser.newContext({ baseURL: t.base, storageState: field.state,
        viewport: { width: 390, height: 844 }, locale: lang === "vi" ? "vi-VN" : "en-GB",
        timezoneId: "Asia/Ho_Chi_Minh", hasTouch: true, permissions: ["geolocation"],
        geolocation: { latitude: 20.94, longitude: 106.33, accuracy: 5 } });
    context.on("page", watch);
    const page = await context.newPage();
    await before(page);
    page.setDefaultTimeout(20_000);
    await page.goto(`/lang/${lang}?back=/app`);
    return page;
}

const offline = (page, on) => page.context().setOffline(on);
const button = (page, name) => page.getByRole("button", { name, exact: true });
const entry = (page, state) => page.locator(`.entry[data-state=${state}]`);

async function ready(page) {
    await page.getByText("Đã tải, dùng được khi mất mạng").waitFor();
    await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        while (!(await caches.match("/app"))) await new Promise((r) => setTimeout(r, 50));
    });
}

async function answer(page, name, quick = "Nhanh") {
    await page.getByLabel("Họ và tên").fill(name);
    await page.getByRole("radio", { name: quick }).check();
}

async function check(what, is) {
    t.check(await is, what);
}

// What this field holds, the nth of its name.
async function holds(page, label, value, n = 0) {
    const is = await page.getByLabel(label).nth(n).inputValue();
    t.check(is === value, `${label} holds “${is}”, not “${value}”`);
}

async function finish(page) {
    await button(page, "Hoàn tất và gửi").click();
}

async function seeQuiet(page, what) {
    for (const found of await axeHere(page)) t.check(false, `${what}: ${found}`);
    t.check(await fits(page), `${what}: wider than the screen`);
    if (process.env.PICTURES)
        await page.screenshot({ fullPage: true,
            path: `${process.env.PICTURES}/${what.replace(/\W+/g, "-")}.png` });
}

// How many answers with these words the server has.
const stored = (words) => rowsOf("SELECT CAST(xml AS TEXT) AS xml FROM submission")
    .filter((r) => r.xml.includes(words)).length;

// The identifier of the answer that waits on the phone.
const waiting = (page) => page.evaluate(async () => {
    const done = (request) => new Promise((r) => { request.onsuccess = () => r(request.result); });
    const db = await done(indexedDB.open("namro-app"));
    const list = await done(db.transaction("entries").objectStore("entries").getAll());
    return list.find((e) => e.state === "ready").id;
});

// Before anything was taken down the app says so, and comes when there is a network again.
async function beforeDownload() {
    const page = await phone("vi", (page) => page.route("**/app/form/*", (r) => r.abort()));
    await page.getByText("Chưa tải xong phiếu hỏi").waitFor();
    await check("a form that is not here is offered", button(page, "Điền phiếu mới").isHidden());
    await page.unroute("**/app/form/*");
    await button(page, "Tải việc mới").click();
    await ready(page);
    await page.context().close();
}

// Filled in without network, reloaded in the middle, the page closed and opened again; sent at
// last with its picture, its place, its repeats; the receipt is that of the server.
async function wholeDay() {
    let page = await phone();
    await ready(page);
    await seeQuiet(page, "home vi 390");
    await offline(page, true);
    await page.reload();
    await page.getByText("Bà Trần Thị Mai").waitFor();
    await button(page, "Bắt đầu").first().click();
    await page.getByLabel("Họ và tên").fill("Mai");
    await page.getByText("Đã lưu trên máy lúc").waitFor();
    await page.waitForTimeout(1800);
    await page.reload();
    await page.getByLabel("Họ và tên").waitFor();
    await holds(page, "Họ và tên", "Mai");
    await page.getByRole("radio", { name: "Chậm" }).check();
    await page.getByText("Vì sao chậm, Mai?").waitFor();
    await page.getByLabel("Vì sao chậm").fill("Chờ <lâu> & mệt");
    await page.getByLabel("Tuổi").fill("200");
    await page.getByLabel("Tên người đi cùng").first().fill("Nam");
    await button(page, "Thêm một lần nữa").click();
    await page.getByLabel("Tên người đi cùng").nth(1).fill("Bắc");
    await button(page, "Lấy vị trí hiện tại").click();
    await page.getByText("Vị trí: 20.94, 106.33").waitFor();
    await page.setInputFiles("input[type=file]",
        { name: "nhà.png", mimeType: "image/png", buffer: png });
    await page.locator(".file-preview img").waitFor();
    await finish(page);
    await page.getByText("Tuổi phải dưới 120").waitFor();
    await seeQuiet(page, "fill vi 390");
    await page.getByLabel("Tuổi").fill("40");
    await page.waitForTimeout(1800);
    const context = page.context();
    await page.close(); // the browser is closed in the middle
    page = await context.newPage();
    await page.goto("/app");
    await button(page, "Điền tiếp").first().click();
    await holds(page, "Tuổi", "40");
    await holds(page, "Tên người đi cùng", "Bắc", 1);
    await page.locator(".file-preview img").waitFor();
    await finish(page);
    await entry(page, "ready").waitFor();
    await page.getByText("Không có mạng. Bạn cứ điền").waitFor();
    await page.reload();
    await entry(page, "ready").waitFor();
    t.check(rowsOf("SELECT id FROM submission").length === 0, "sent without a network");
    await seeQuiet(page, "waiting vi 390");
    await offline(page, false);
    await button(page, "Gửi ngay (1)").click().catch(() => {}); // or it went by itself
    await entry(page, "received").waitFor();
    const rows = rowsOf("SELECT instance, channel, number, missing, CAST(xml AS TEXT) AS xml" +
        " FROM submission");
    t.check(rows.length === 1 && rows[0].channel === "app" && rows[0].number === "01" &&
        rows[0].missing === 0, `stored: ${JSON.stringify(rows)}`);
    const [{ xml }] = rows;
    t.check(/Chờ &lt;lâu&gt; &amp; mệt/.test(xml) && /Bắc/.test(xml), `xml: ${xml}`);
    await check("no receipt", page.getByText(rows[0].instance).isVisible());
    const files = rowsOf("SELECT name, file FROM submission_file");
    t.check(files.length === 1 && files[0].file, `files: ${JSON.stringify(files)}`);
    await seeQuiet(page, "received vi 390");
    await context.close();
}

// The reply is lost on the way: it waits for its receipt, is sent again, and is there once.
async function halfWay() {
    const page = await phone();
    await ready(page);
    await button(page, "Điền phiếu mới").click();
    await answer(page, "Nửa đường");
    let lost = 0;
    await page.route("**/app/submission", async (route) => {
        if (!lost++) await route.fetch(); // it arrived, the reply did not
        await route.abort();
    });
    await finish(page);
    await entry(page, "sent").waitFor();
    await page.getByText("Đã gửi, chờ biên nhận").waitFor();
    await page.unroute("**/app/submission");
    await button(page, /Gửi ngay/).click();
    await entry(page, "received").waitFor();
    t.check(stored("Nửa đường") === 1, "not there once");
    await page.context().close();
}

// The session ends while the phone is away: it asks to sign in and keeps what it has.
async function signedOut() {
    const page = await phone();
    await ready(page);
    await button(page, "Điền phiếu mới").click();
    await answer(page, "Hết phiên");
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await finish(page);
    await page.getByText("Phiên làm việc đã hết").waitFor();
    await check("lost with the session", entry(page, "ready").isVisible());
    await check("no way to sign in", page.getByRole("button", { name: "Đăng nhập" }).isVisible());
    await page.context().addCookies(cookies);
    await page.reload();
    await entry(page, "received").waitFor();
    await page.context().close();
}

// The same identifier with other answers is there already: explained, saved, opened as a new one.
async function conflict() {
    const page = await phone();
    await ready(page);
    await offline(page, true);
    await button(page, "Điền phiếu mới").click();
    await answer(page, "Xung đột");
    await finish(page);
    await entry(page, "ready").waitFor();
    run("UPDATE submission SET instance = ? WHERE xml LIKE '%Nửa đường%'", await waiting(page));
    await offline(page, false);
    await button(page, /Gửi ngay/).click().catch(() => {});
    await entry(page, "refused").waitFor();
    await page.getByText("cùng mã nhưng nội dung khác").waitFor();
    await seeQuiet(page, "conflict vi 390");
    const [file] = await Promise.all([page.waitForEvent("download"),
        button(page, "Lưu thành tệp").click()]);
    t.check(/\.xml$/.test(file.suggestedFilename()), `saved as ${file.suggestedFilename()}`);
    await button(page, "Mở lại thành phiếu mới").click();
    await holds(page, "Họ và tên", "Xung đột");
    await finish(page);
    await entry(page, "received").waitFor();
    await page.context().close();
}

// Closed meanwhile: refused with the reason, kept.
async function closed() {
    const page = await phone();
    await ready(page);
    await offline(page, true);
    await button(page, "Điền phiếu mới").click();
    await answer(page, "Quá muộn");
    await finish(page);
    await entry(page, "ready").waitFor();
    run("UPDATE survey SET stage = 'closed'");
    await offline(page, false);
    await button(page, /Gửi ngay/).click().catch(() => {});
    await entry(page, "refused").waitFor();
    await page.getByText("gửi người phụ trách cuộc điều tra").waitFor();
    await page.reload();
    await entry(page, "refused").waitFor();
    await seeQuiet(page, "closed vi 390");
    t.check(stored("Quá muộn") === 0, "taken after the close");
    run("UPDATE survey SET stage = 'open'");
    await page.context().close();
}

// In English, on a desk; and the preview of who makes the form.
async function others() {
    const wide = { width: 1280, scheme: "dark", lang: "en", toString: () => "1280 dark en" };
    const page = await t.visitor(wide, { state: field.state });
    await page.goto("/lang/en?back=/app");
    await page.getByText("Downloaded, works without network").waitFor();
    await seeQuiet(page, "home en 1280");
    await button(page, "New form").click();
    await page.getByLabel("Full name").fill("Mai");
    await seeQuiet(page, "fill en 1280");
    t.check(await page.locator(".question-label b").count() === 0, "a label has become HTML");
    await page.goto(`/form/${field.form}/version/${field.version}/app`);
    await button(page, "Check the answers").click();
    await page.getByText("This question needs an answer.").first().waitFor();
    await seeQuiet(page, "preview en 1280");
    await page.context().close();
}

try {
    field = await openSurvey(t);
    for (const step of [beforeDownload, wholeDay, halfWay, signedOut, conflict, closed, others]) {
        if (process.env.STEP && process.env.STEP !== step.name) continue;
        try {
            await step();
        } catch (e) {
            t.check(false, `${step.name}: ${e.stack}`);
            for (const page of t.browser.contexts().flatMap((c) => c.pages()))
                t.check(false, `${page.url()}:\n${await page.innerText("body").catch(() => "")}`);
        }
        for (const c of t.browser.contexts()) await c.close();
    }
} catch (e) {
    t.check(false, e.stack);
}
await t.end();
