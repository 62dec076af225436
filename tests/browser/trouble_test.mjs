// trouble_test.mjs - what goes wrong between people and pages: two edit one task, a session ends
// while a form is filled in, a button is clicked twice, a file is of the wrong kind, a page is not
// there or not theirs.  Nothing that was typed is lost, and every page says what to do.
// office: demo
import { enterDemo, shapes, start } from "./lib.mjs";
import { Person, pdf } from "./person.mjs";

const t = await start();

async function person(login) {
    const page = await t.visitor(shapes[0]);
    const who = new Person(t, page, login);
    await enterDemo(page, login);
    return who;
}

// ---- Two people ----

const work = "Rà soát thư viện tư liệu tuyên truyền";
const officer = await person("chuyenvien"), leader = await person("lanhdao");

async function draft() {
    await officer.page.goto("/task/new");
    await officer.fill({ "Việc phải làm": work, "Sản phẩm": "Danh mục tư liệu" });
    await officer.press("Lưu dự thảo");
    return officer.at();
}

async function twoEdit(task) {
    await officer.page.goto(`${task}/edit`);
    await leader.page.goto(`${task}/edit`);
    await leader.fill({ "Sản phẩm": "Danh mục và báo cáo" });
    await leader.press("Lưu dự thảo");
    const mine = { "Ghi chú": "Hỏi thư viện tỉnh", "Sản phẩm": "Danh mục đã số hóa" };
    await officer.fill(mine);
    await officer.press("Lưu dự thảo");
    await officer.sees("Có người khác vừa sửa");
    await officer.sees("Danh mục và báo cáo");
    await officer.holds(mine);
    await officer.press("Lưu dự thảo"); // told and content with it
    await officer.sees("Danh mục đã số hóa");
    await officer.sees("Hỏi thư viện tỉnh");
}

// ---- A session that ends ----

// Logs in in a new tab, and sends the form again that has waited here.
async function enterAside() {
    const other = officer.page.context().waitForEvent("page");
    await officer.main.getByText("Đăng nhập trong thẻ mới", { exact: true }).click();
    const tab = await other;
    await tab.waitForLoadState();
    await enterDemo(tab, officer.name);
    await tab.close();
    await officer.press("Gửi lại");
    if (/Gửi lại/.test(await officer.main.innerText())) await officer.press("Gửi lại");
}

async function sessionEnds(task) {
    await officer.page.goto(`${task}/edit`);
    const typed = "Việc đã gõ lâu <b>&amp; \"không\" được mất";
    await officer.fill({ "Ghi chú": typed });
    const elsewhere = await person(officer.name); // from where all the others are ended
    await elsewhere.page.goto("/account");
    await elsewhere.press("Kết thúc mọi phiên khác");
    await officer.press("Lưu dự thảo");
    await officer.sees("Bạn cần đăng nhập: chưa lưu");
    await enterAside();
    await officer.page.goto(task);
    await officer.sees(typed);
}

// The cookie itself is gone: first to log in, then to send again, in that order.
async function cookieGone(task) {
    await officer.page.goto(`${task}/edit`);
    const typed = "Gõ xong thì trình duyệt đã quên phiên";
    await officer.fill({ "Ghi chú": typed });
    await officer.page.context().clearCookies({ name: "namro" });
    await officer.press("Lưu dự thảo");
    const words = await officer.main.innerText();
    const order = ["Bạn cần đăng nhập: chưa lưu", "Đăng nhập trong thẻ mới", "Gửi lại"]
        .map((word) => words.indexOf(word));
    t.check(order.every((at, i) => at >= 0 && (!i || at > order[i - 1])),
        `a lost session says: ${words}`);
    await enterAside();
    await officer.page.goto(task);
    await officer.sees(typed);
}

// ---- A report ----

const lead = await person("huyen");

async function openTask() {
    await lead.page.goto("/task?state=running");
    for (const href of await lead.main.locator("tbody a[href^='/task/']")
        .evaluateAll((all) => all.slice(0, 12).map((a) => a.getAttribute("href")))) {
        await lead.page.goto(href);
        if (await lead.main.getByRole("button", { name: "Báo cáo tiến độ" }).count()) return href;
    }
    throw new Error("no task that a unit lead may report on");
}

async function wrongFile(task) {
    await lead.page.goto(`${task}/report`);
    const typed = { "Đã làm được gì": "Đã họp với 12 xã", "Tiến độ (%)": "40" };
    const program = { name: "báo cáo.pdf", mimeType: "application/pdf",
        buffer: Buffer.from("MZ\x90\x00 this is a program") };
    await lead.fill({ ...typed, "Tệp minh chứng": program });
    await lead.press("Gửi báo cáo");
    await lead.refused("Tệp minh chứng", "Không nhận loại tệp này");
    await lead.holds(typed);
}

async function twice(task) {
    await lead.page.goto(`${task}/report`);
    const words = "Báo cáo bấm hai lần";
    await lead.fill({ "Đã làm được gì": words, "Tiến độ (%)": "45",
        "Tệp minh chứng": await pdf(t, "Biên bản.pdf", words) });
    await lead.main.getByRole("button", { name: "Gửi báo cáo" }).dblclick();
    await lead.page.waitForURL((url) => url.pathname === task);
    await lead.page.goto(task);
    const times = (await lead.main.innerText()).split(words).length - 1;
    t.check(times === 1, `a double click made ${times} reports`);
}

// ---- A page that is not there, one without the right ----

async function refusedPage(path, status, says) {
    const reply = await lead.page.goto(path);
    t.check(reply.status() === status, `${path}: status ${reply.status()}`);
    await lead.sees(says);
    t.check(await lead.page.locator("h1").count() === 1, `${path}: no h1`);
    await lead.follow("Về trang chủ");
    t.check(lead.at() === "/", `${path}: leads to ${lead.at()}`);
}

const task = await draft();
await twoEdit(task);
await sessionEnds(task);
await cookieGone(task);
const reported = await openTask();
await wrongFile(reported);
await twice(reported);
await refusedPage("/no/such/page", 404, /Không có|không tìm thấy/i);
await refusedPage("/task/999999999", 404, /Không có|không tìm thấy/i);
await refusedPage("/admin/accounts", 403, "Bạn không có quyền làm việc này");
await t.end();
