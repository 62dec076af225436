// flow_test.mjs - the story of one task on a phone without script: from the set-up code to the
// accepted report, each by the one whose part it is; log-in, issue and report by keyboard alone.
import { readFileSync } from "node:fs";
import { fits, start, totp } from "./lib.mjs";
import { Person, pdf, tell } from "./person.mjs";

const t = await start();
const password = "bốn mùa hoa nở", office = "Ban Tuyên giáo Tỉnh ủy";
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390" };

const inDays = (n) => new Date(Date.now() + n * 86_400_000 + 7 * 3_600_000);
const shown = (day) => day.toISOString().slice(0, 10).split("-").reverse().join("/");
const first = inDays(40), later = inDays(55);

async function person(name) {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width: 390, height: 844 }, locale: "vi-VN", hasTouch: true });
    const page = await context.newPage();
    t.watch(page, shape);
    page.on("load", async () => {
        const whole = await fits(page).catch(() => true); // it is gone again already
        t.check(whole, `${name}, ${page.url()}: wider than the screen`);
    });
    return new Person(t, page, name);
}

// ---- The administrator makes the office ----

async function setUpOffice(an) {
    const log = readFileSync(process.env.NAMRO_LOG, "utf8");
    const [code] = log.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
    await an.page.goto("/"); // whatever one opens, a new office asks to be set up
    if (an.at() !== "/setup") await an.page.goto("/setup");
    await an.fill({ "Mã thiết lập": code, "Tên cơ quan": office, "Địa danh": "Hải Dương",
        "Đơn vị cao nhất": "Tỉnh Hải Dương", "Họ và tên người quản trị": "Nguyễn Văn An",
        "Tên đăng nhập": "annv", "Mật khẩu": password, "Nhập lại mật khẩu": password });
    await an.press("Thiết lập");
    await second(an);
}

// The key of the app is what the page shows for those who cannot scan.
async function second(who) {
    const key = await who.page.innerText("code.secret");
    await who.fill({ "Nhập mã mà ứng dụng đang hiện": totp(key) });
    await who.press("Bật yếu tố thứ hai");
    return key;
}

async function addUnit(an, name, kind) {
    await an.menu("Đơn vị");
    await an.follow("Tỉnh Hải Dương");
    await an.main.getByRole("button", { name: "Thêm đơn vị trực thuộc" }).click();
    await an.fill({ "Tên đơn vị": name, "Loại đơn vị": kind, "Căn cứ": "Giả định" });
    await an.press("Lưu");
    await an.sees(name);
}

async function addPost(an, { name, unit, post, role, scope = unit }) {
    await an.menu("Cán bộ");
    await an.main.getByRole("button", { name: "Thêm cán bộ" }).click();
    await an.fill({ "Họ và tên": name });
    await an.press("Lưu");
    await an.menu("Đơn vị");
    await an.follow(unit);
    await an.main.getByRole("button", { name: "Lập vị trí" }).click();
    await an.fill({ "Vị trí": post, "Đơn vị": unit, "Vai trò trong phần mềm": role,
        "Phạm vi": scope });
    await an.press("Lưu");
    await an.main.getByRole("button", { name: "Bổ nhiệm vào vị trí" }).click();
    await an.fill({ "Người giữ": name });
    await an.press("Lưu");
    await an.sees(name);
}

async function invite(an, name) {
    await an.menu("Tài khoản");
    await an.main.getByRole("button", { name: "Tạo tài khoản" }).click();
    await an.fill({ "Cán bộ": name });
    await an.press("Tạo tài khoản và lấy liên kết");
    await an.sees("Liên kết này chỉ hiện một lần");
    return an.page.innerText("code.secret");
}

async function accept(who, link) {
    await who.page.goto(new URL(link).pathname);
    const login = await who.main.locator("b").first().innerText();
    await who.fill({ "Mật khẩu mới": password, "Nhập lại mật khẩu mới": password });
    await who.press("Đặt mật khẩu và đăng nhập");
    return { login, key: await second(who) };
}

// Out, and in again without a mouse; the code of the next half minute, as this one is used up.
async function enterByKeyboard(who, { login, key }) {
    const top = who.page.getByRole("banner");
    await who.key(top.locator("summary"), "Enter", false);
    await who.key(top.getByRole("button", { name: "Đăng xuất" }));
    await who.page.goto("/login");
    await who.type("Tên đăng nhập", login);
    await who.type("Mật khẩu", password);
    await who.key(who.main.getByRole("button", { name: "Đăng nhập" }));
    await who.type("Mã", totp(key, Date.now() + 30_000));
    await who.key(who.main.getByRole("button", { name: "Đăng nhập" }), "Space");
    await (await who.openMenu()).getByRole("link", { name: who.name }).waitFor();
}

// ---- The officer: the document and its task ----

async function register(binh) {
    await binh.menu("Văn bản");
    await binh.main.getByRole("button", { name: "Đăng ký văn bản" }).first().click();
    const words = await pdf(t, "Kết luận 01.pdf", "Học tập và làm theo Bác");
    await binh.fill({ "Số, ký hiệu": "1 – kl/tw", "Ngày ban hành": "18/5/2021", "Tệp": words });
    await binh.press("Đọc ký hiệu");
    await binh.holds({ "Số, ký hiệu": "01-KL/TW", "Số": "1", "Khóa hoặc năm": "XIII" });
    await binh.fill({ "Trích yếu": "về tiếp tục thực hiện Chỉ thị 05-CT/TW",
        "Nội dung": "I. NHIỆM VỤ\n1. Tuyên truyền rộng rãi\n2. Kiểm tra, giám sát" });
    await binh.press("Đăng ký");
    await binh.sees("Kết luận 01.pdf");
    await binh.menu("Văn bản");
    await binh.fill({ "Tìm kiếm": "tiep tuc thuc hien" });
    await binh.press("Tìm");
    await binh.page.getByRole("main").getByRole("link", { name: /01-KL\/TW/ }).first().click();
    await binh.sees("I. NHIỆM VỤ");
}

async function draft(binh) {
    await binh.main.getByRole("link", { name: /^Giao nhiệm vụ: .*1/ }).first().click();
    await binh.holds({ "Số, ký hiệu văn bản": "01-KL/TW" });
    const kept = { "Sản phẩm": "Báo cáo kết quả", "Ghi chú": "Gửi bản giấy trước" };
    await binh.fill({ ...kept, "Việc phải làm": " ", "Đơn vị chủ trì": office });
    await binh.press("Lưu dự thảo");
    await binh.refused("Việc phải làm", "Chưa thực hiện được");
    await binh.holds(kept);
    await binh.fill({ "Việc phải làm": "Tổ chức học tập chuyên đề năm" });
    await binh.press("Lưu dự thảo");
    await binh.sees("Chưa rõ thời hạn: hãy ghi ngày"); // the lamps: what is missing to issue it
    await binh.main.getByRole("button", { name: "Hoàn thiện dự thảo" }).click();
    await binh.fill({ "Thời hạn": "02/01/2020", "Người chịu trách nhiệm": "Trần Thị Bình" });
    await binh.press("Lưu dự thảo");
    await binh.sees(/Thời hạn đã qua/);
    await binh.main.getByRole("button", { name: "Hoàn thiện dự thảo" }).click();
    await binh.holds({ ...kept, "Thời hạn": "02/01/2020" });
    await binh.fill({ "Thời hạn": shown(later) });
    await binh.press("Lưu dự thảo");
    await binh.sees("Đã đủ rõ để ban hành");
}

async function issueAndCascade(binh) {
    const issue = binh.main.getByRole("button", { name: "Ban hành nhiệm vụ", exact: true });
    await binh.key(issue, "Space");
    await binh.sees("Đang thực hiện");
    await binh.main.locator("summary", { hasText: "Việc khác" }).click();
    await binh.follow("Giao tiếp cho các đơn vị");
    for (const unit of ["Huyện Cẩm Giàng", "Huyện Ninh Giang"])
        await binh.main.getByRole("checkbox", { name: unit }).check();
    await binh.press("Tiếp tục: xem trước");
    for (const [unit, who] of [["Huyện Cẩm Giàng", "Lê Văn Cường"],
        ["Huyện Ninh Giang", "Phạm Thị Dung"]]) {
        await binh.fill({ [`Thời hạn: ${unit}`]: shown(first),
            [`Người chịu trách nhiệm: ${unit}`]: who });
    }
    await binh.pick("Cách giao", "Ban hành ngay");
    await binh.press("Giao cho các đơn vị");
    await binh.sees("Huyện Cẩm Giàng");
    await binh.sees("Huyện Ninh Giang");
    const parent = binh.at();
    await binh.follow("Huyện Cẩm Giàng");
    return { parent, child: binh.at() };
}

// ---- The unit reports; the officer judges ----

async function reportByKeyboard(cuong, child, words) {
    await cuong.page.goto(child);
    await cuong.key(cuong.main.getByRole("button", { name: "Báo cáo tiến độ", exact: true }));
    await cuong.type("Đã làm được gì", words);
    await cuong.type("Tiến độ (%)", "100");
    await cuong.tabTo(cuong.field("Tệp minh chứng")); // the window of files is the system's own
    await cuong.field("Tệp minh chứng").setInputFiles(await pdf(t, "Minh chứng.pdf", words));
    await cuong.tabTo(cuong.field("Đã hoàn thành, đề nghị xác nhận"));
    await cuong.page.keyboard.press("Space");
    await cuong.key(cuong.main.getByRole("button", { name: "Gửi báo cáo", exact: true }));
    await cuong.sees("Minh chứng.pdf");
    await cuong.sees("Chờ xác nhận");
}

async function judge(binh, child, { shown, verdict, reason }) {
    await binh.page.goto(child);
    await binh.main.getByRole("button", { name: "Cho ý kiến về báo cáo" }).click();
    await binh.pick("Minh chứng cho thấy", shown);
    await binh.pick("Kết luận", verdict);
    await binh.press("Gửi ý kiến");
    if (!reason) return;
    await binh.refused("Lý do, hướng dẫn", "Hãy ghi lý do trả lại");
    await binh.fill({ "Lý do, hướng dẫn": reason });
    await binh.press("Gửi ý kiến");
    await binh.sees(reason);
}

async function extend(cuong, binh, child) {
    await cuong.page.goto(child);
    await cuong.main.locator("summary", { hasText: "Việc khác" }).click();
    await cuong.follow("Đề nghị gia hạn");
    await cuong.fill({ "Ngày đề nghị": shown(later), "Lý do": "Mưa lũ kéo dài" });
    await cuong.press("Đề nghị gia hạn");
    await binh.page.goto(child);
    await binh.sees("Đang chờ");
    await binh.main.getByRole("button", { name: "Trả lời đề nghị gia hạn" }).click();
    await binh.pick("Quyết định", "Đồng ý gia hạn");
    await binh.press("Gửi trả lời");
    await binh.sees(shown(later));
    await binh.sees(`thời hạn ban đầu ${shown(first)}, đã gia hạn 1 lần`);
}

async function lookAround(binh) {
    await binh.menu("Nhiệm vụ");
    const search = binh.field("Tìm theo từ");
    if (!await search.isVisible()) await binh.main.locator("summary").first().click();
    await search.fill("hoc tap chuyen de");
    await binh.press("Lọc");
    await binh.sees("Tổ chức học tập chuyên đề năm");
    await binh.menu("Đơn vị");
    await binh.fill({ "Vào ngày": shown(inDays(-2)) });
    await binh.press("Xem");
    await binh.sees(/^Tỉnh Hải Dương$/m); // there from the beginning; the districts are new
    t.check(!/Huyện/.test(await binh.main.innerText()), "a unit is shown before its first day");
    t.check(!/0001/.test(await binh.main.innerText()), "the first of all days is shown as a day");
    await binh.follow("English", await binh.openMenu());
    t.check(await binh.page.getAttribute("html", "lang") === "en", "the page is not in English");
    t.check(new URL(binh.page.url()).searchParams.get("day") === shown(inDays(-2)),
        `the language switch forgets the day: ${binh.page.url()}`);
}

await tell(t, async (meet) => {
    const an = meet(await person("Nguyễn Văn An"));
    await setUpOffice(an);
    await addUnit(an, office, "Cơ quan");
    await addUnit(an, "Huyện Cẩm Giàng", "Huyện");
    await addUnit(an, "Huyện Ninh Giang", "Huyện");
    await addPost(an, { name: "Trần Thị Bình", unit: office, post: "Chuyên viên",
        role: "Chuyên viên tham mưu", scope: "Tỉnh Hải Dương" });
    await addPost(an, { name: "Lê Văn Cường", unit: "Huyện Cẩm Giàng", post: "Trưởng ban",
        role: "Lãnh đạo đơn vị" });
    await addPost(an, { name: "Phạm Thị Dung", unit: "Huyện Ninh Giang", post: "Trưởng ban",
        role: "Lãnh đạo đơn vị" });
    const binh = meet(await person("Trần Thị Bình")), cuong = meet(await person("Lê Văn Cường"));
    await enterByKeyboard(binh, await accept(binh, await invite(an, binh.name)));
    await accept(cuong, await invite(an, cuong.name));

    await register(binh);
    await draft(binh);
    const { child } = await issueAndCascade(binh);
    await reportByKeyboard(cuong, child, "Đã tổ chức 12/19 hội nghị");
    await judge(binh, child, { shown: "Một phần", verdict: "Trả lại để bổ sung",
        reason: "Thiếu bảy hội nghị cuối" });
    await extend(cuong, binh, child);
    await reportByKeyboard(cuong, child, "Đã tổ chức đủ 19 hội nghị");
    await judge(binh, child, { shown: "Đầy đủ", verdict: "Chấp nhận: nhiệm vụ hoàn thành" });
    await binh.sees("Hoàn thành đúng hạn");
    await lookAround(binh);
});
