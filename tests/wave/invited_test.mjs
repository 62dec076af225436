// invited_test.mjs - somebody who was invited answers on a phone: the answer leaves the browser
// once, at the end, for the host that does not know the code; and what an office that is not
// honest, a bad line or a neighbour on the same device can do to it.
import { fingerprint } from "../../web/wave/token.js";
import { axeHere, fits, start } from "../browser/lib.mjs";
import { openSurvey, rowsOf, run } from "../survey/field.mjs";
import { Office } from "./office.mjs";

const questions = `| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | relevant \
| constraint | constraint_message::Tiếng Việt (vi) | constraint_message::English (en) |
| | start | start | | | | | | | |
| | today | today | | | | | | | |
| | deviceid | may | | | | | | | |
| | begin group | a | Về bạn | About you | | | | | |
| | integer | tuoi | Tuổi | Age | | | . < 120 | Tuổi phải dưới 120 | Age must be below 120 |
| | end group | | | | | | | | |
| | begin group | b | Về thủ tục | About the office | | | | | |
| | select_one y | y_kien | Thủ tục có nhanh không? | Was it quick? | yes | | | | |
| | text | vi_sao | Vì sao chậm? | Why slow? | | \${y_kien} = 'cham' | | | |
| | end group | | | | | | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
| | y | nhanh | Nhanh | Quick |
| | y | cham | Chậm | Slow |
| settings |
| | form_title | form_id | version | default_language |
| | Hài lòng | hai_long | 1 | Tiếng Việt (vi) |
`;

const t = await start();
const second = t.base.replace("127.0.0.1", "localhost");
await openSurvey(t, questions);
run("UPDATE survey SET mode = 'anonymous'");
run("INSERT INTO setting (name, value, since, at, who) SELECT 'wave.answer', ?," +
    " '2020-01-01', at, who FROM setting LIMIT 1", second);
run("INSERT INTO wave (survey, state, seal, trustees, form, receipt, manifest)" +
    " SELECT s.id, 'open', x'00', '', max(v.id), x'00', 'note' FROM survey s" +
    " JOIN form_version v ON v.form = s.form GROUP BY s.id");
const [{ address }] = rowsOf("SELECT address FROM survey");
const at = `/w/${address}`;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const text = (page) => page.locator("main").innerText();
async function sees(page, words) {
    await page.getByText(words).first().waitFor({ timeout: 15_000 })
        .catch(async () => t.check(false, `not seen: ${words}\n${await text(page)}`));
}
const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }));

async function quiet(page, what) {
    for (const found of await axeHere(page)) t.check(false, `${what}: ${found}`);
    t.check(await fits(page), `${what}: wider than the screen`);
    if (process.env.PICTURES)
        await page.screenshot({ fullPage: true, path: `${process.env.PICTURES}/${what}.png` });
}

async function phone(office, { lang = "vi", width = 390, script = true } = {}) {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: script,
        viewport: { width, height: width === 390 ? 844 : 800 }, hasTouch: width === 390,
        locale: lang === "vi" ? "vi-VN" : "en-GB" });
    await office.serve(context);
    const page = await context.newPage();
    page.on("pageerror", (e) => t.check(false, `${page.url()}: ${e.stack || e.message}`));
    page.on("console", (m) => m.type() === "error" &&
        !/^Failed to load resource|ERR_FAILED/.test(m.text()) && t.check(false, m.text()));
    page.setDefaultTimeout(15_000);
    return page;
}

async function enter(page, office, mark = fingerprint(office.manifest).slice(0, 16)) {
    await page.goto(`${at}#${office.code}.${mark}`);
    await button(page, "Tiếp tục").click();
}

async function fill(page) {
    await button(page, "Bắt đầu trả lời").click();
    await page.getByLabel("Tuổi").fill("34");
    await page.getByRole("radio", { name: "Chậm" }).check();
    await page.getByLabel("Vì sao chậm?").fill("Chờ <lâu> & mệt".normalize("NFD"));
}

async function send(page) {
    await button(page, "Gửi phiếu trả lời").click();
    await button(page, "Gửi").click();
}

const asks = (office) => office.asked.map((a) => a.what).join(" ");

// From the letter to the receipt, with a mistake, a reload in the middle and a lost line.
async function whole() {
    const office = new Office(address, second), page = await phone(office);
    await page.goto(`${at}#${office.code}.${fingerprint(office.manifest).slice(0, 16)}`);
    await sees(page, "khớp với thư mời của bạn");
    await sees(page, "30/12/2026");
    t.check(!page.url().includes("#"), `the code stays in the address: ${page.url()}`);
    await quiet(page, "first-vi-390");
    t.check(asks(office) === "", `asked before a button was pressed: ${asks(office)}`);
    await button(page, "Tiếp tục").click();
    await sees(page, "Thành phố & thị xã");
    await sees(page, "120 người được mời");
    await quiet(page, "ready-vi-390");
    await fill(page);
    await quiet(page, "form-vi-390");
    await page.getByLabel("Tuổi").fill("200");
    await page.waitForTimeout(1500);
    await page.reload();
    await button(page, "Điền tiếp").click();
    const typed = await page.getByLabel("Vì sao chậm?").inputValue();
    t.check(typed.normalize("NFC") === "Chờ <lâu> & mệt", `after a reload: ${typed}`);
    await button(page, "Gửi phiếu trả lời").click();
    await sees(page, "Tuổi phải dưới 120");
    t.check(asks(office) === "issue", `sent before it was whole: ${asks(office)}`);
    await page.getByLabel("Tuổi").fill("34");
    await page.getByLabel("Tuổi").blur();
    await page.getByText("Tuổi phải dưới 120").waitFor({ state: "hidden" });
    office.how = { offline: "answer" };
    await send(page);
    await sees(page, "Không kết nối được với máy chủ");
    office.how = { problems: [{ path: "/data/b/vi_sao", what: "Xin bỏ tên người." }] };
    await send(page);
    await sees(page, "Cần sửa những câu sau");
    t.check(await page.locator(".question .wave-wrong").innerText() === "Xin bỏ tên người.",
        "what is wrong does not stand at its question");
    await quiet(page, "problems-vi-390");
    office.how = { lost: "answer" };
    await send(page);
    await sees(page, "Không kết nối được với máy chủ");
    office.how = {};
    await send(page);
    await sees(page, "Đã nhận phiếu trả lời");
    await quiet(page, "sent-lost-vi-390");
    whatWasSent(office);
    const left = await stored(page);
    for (const word of ["Chờ", "vi_sao", office.asked.at(-1).body.token])
        t.check(!left.includes(word), `“${word}” stays on the device: ${left}`);
    await page.context().close();
}

// The code to one host and the answer to the other, without a cookie and without a time in it.
function whatWasSent(office) {
    t.check(office.spent.size === 1, `${office.spent.size} answers for one invitation`);
    const [answer] = office.spent.values(), today = new Date().getFullYear();
    t.check(answer.includes("Chờ &lt;lâu&gt; &amp; mệt"), `answered: ${answer}`);
    t.check(!answer.includes(`${today}-`), `a day stands in the answer: ${answer}`);
    t.check(!answer.includes("deviceid"), `the device is named in the answer: ${answer}`);
    for (const a of office.asked) {
        const words = JSON.stringify(a.body);
        const host = a.what === "answer" ? "localhost" : "127.0.0.1";
        t.check(a.host === host, `${a.what} went to ${a.host}`);
        t.check(!a.headers.cookie && !a.headers.referer, `${a.what}: ${JSON.stringify(a.headers)}`);
        if (a.what === "answer") t.check(!words.includes(office.code), "the code is in the answer");
    }
    const codes = office.asked.filter((a) => a.what === "issue");
    t.check(codes.length === 1 && !JSON.stringify(codes).includes(office.asked.at(-1).body.token),
        "the token was shown with the code");
}

// Reminders stop by a receipt that the office cannot link; a second device is told.
async function receipt() {
    const office = new Office(address, second), page = await phone(office);
    await enter(page, office);
    await fill(page);
    await send(page);
    await sees(page, "Đã nhận phiếu trả lời");
    await quiet(page, "sent-vi-390");
    t.check(!office.stopped, "reminders were stopped without a word");
    await button(page, "Báo là tôi đã trả lời").click();
    await sees(page, "bạn sẽ không bị nhắc nữa");
    t.check(office.stopped, "the receipt was not taken");
    await page.goto(`${at}#${office.code}`);
    await sees(page, "bạn sẽ không bị nhắc nữa");
    const other = await phone(office);
    await enter(other, office);
    await sees(other, "đã bắt đầu trên máy hay trình duyệt khác");
    await other.context().close();
    await page.context().close();
}

// An office that marks one person's token, or shows another manifest, is found out before
// anything is answered.
async function dishonest() {
    const office = new Office(address, second), page = await phone(office);
    office.how = { tagged: true };
    await enter(page, office);
    await sees(page, "một khóa khác với khóa đã công bố");
    await quiet(page, "tagged-vi-390");
    t.check(await button(page, "Bắt đầu trả lời").count() === 0, "a tagged token goes on");
    await page.goto(`${at}#${office.code}.0000000000000000`);
    await sees(page, "khác với dấu trong thư mời");
    t.check(asks(office) === "issue", `asked under another manifest: ${asks(office)}`);
    await page.context().close();
}

// A code typed from paper, wrongly first; a closed wave; the same in English, on a wide screen.
async function typed() {
    const office = new Office(address, second);
    const page = await phone(office, { lang: "en", width: 1280 });
    await page.goto(at);
    await page.getByRole("link", { name: "English" }).click();
    await quiet(page, "code-en-1280");
    await button(page, "Go on").click();
    await sees(page, "Please enter the code");
    await page.getByLabel("Code of your invitation").fill("sai mã");
    await button(page, "Go on").click();
    await button(page, "Go on").click();
    await sees(page, "There is no such invitation");
    await page.getByRole("link", { name: "Use another invitation" }).click();
    await page.getByLabel("Code of your invitation").fill(` ${office.code} `);
    await button(page, "Go on").click();
    await quiet(page, "first-en-1280");
    office.how = { closed: true };
    await button(page, "Go on").click();
    await sees(page, "No answers are taken now");
    office.how = {};
    await button(page, "Go on").click();
    await sees(page, "Thành phố & thị xã");
    await button(page, "Begin").click();
    await page.getByText("Was it quick?").waitFor();
    await quiet(page, "form-en-1280");
    await page.context().close();
}

// Without script the page says what can be done, and asks for nothing.
async function plain() {
    const page = await phone(new Office(address, second), { script: false });
    const reply = await page.goto(at);
    t.check((await text(page)).includes("Trang này cần JavaScript"), "no word without script");
    t.check(await page.locator("main input, main button").count() === 0, "something is asked");
    const headers = reply.headers();
    t.check(!headers["set-cookie"], `a cookie is set: ${headers["set-cookie"]}`);
    t.check(headers["referrer-policy"] === "no-referrer", headers["referrer-policy"]);
    t.check(headers["content-security-policy"].includes(`connect-src 'self'  ${second};`),
        headers["content-security-policy"]);
    t.check((await page.request.get(`${at}/form`)).status() === 200, "there are no questions");
    await page.goto(`${at}/verify`);
    t.check((await text(page)).includes("Trước khi trả lời"), "nothing says how to check");
    t.check(await fits(page), "verify: wider than the screen");
    t.check((await page.request.get("/w/nowhere")).status() === 404, "an address that is none");
    await page.context().close();
    run("UPDATE survey SET mode = 'interview'");
    t.check((await (await fetch(`${t.base}${at}`)).status) === 404, "another survey is shown");
    run("UPDATE survey SET mode = 'anonymous'");
}

for (const act of [plain, whole, receipt, dishonest, typed])
    await act().catch((e) => t.check(false, `${act.name}: ${e.stack}`));
await t.end();
