//! What one visitor does, and what each service writes about it.

use serde_json::{Value, json};

use super::{Day, MINUTE, Mood, SECOND, euros, request_id};
use crate::samples::write::{Made, show};

const PRODUCTS: [(&str, &str, i64); 12] = [
    ("assam-breakfast", "Assam Breakfast 250 g", 1190),
    ("kyoto-sencha", "Kyoto Sencha 100 g", 1650),
    ("darjeeling-first-flush", "Darjeeling First Flush 100 g", 1890),
    ("earl-grey-blue", "Earl Grey Blue 250 g", 1240),
    ("rooibos-vanilla", "Rooibos Vanilla 250 g", 890),
    ("yirgacheffe-filter", "Yirgacheffe Filter Roast 500 g", 1790),
    ("huila-espresso", "Huila Espresso 500 g", 1690),
    ("sumatra-dark", "Sumatra Dark 500 g", 1590),
    ("gooseneck-kettle", "Gooseneck Kettle 0.8 l", 5900),
    ("v60-dripper", "Ceramic Dripper Size 2", 2450),
    ("tea-sampler", "Tea Sampler, 12 Tins", 3400),
    ("gift-card", "Gift Card", 2500),
];

const AGENTS: [&str; 7] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.2 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0",
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
];

const SEARCHES: [&str; 8] = ["green+tea", "decaf", "chai", "kettle", "espresso", "loose+leaf", "gift", "oolong"];

struct Visitor {
    address: String,
    agent: &'static str,
    user: i64,
    referrer: String,
}

struct Request<'a> {
    method: &'a str,
    path: String,
    usual: i64,
    bytes: i64,
    id: String,
}

/// Lets one visitor come at a second of the day.
pub(super) fn visit(day: &mut Day, second: i64) {
    let mut visitor = visitor(day);
    let mut time = day.at(second);
    ask(day, &visitor, time, "GET", "/", 22);
    let pages = day.random.between(1, 5);
    let mut basket = Vec::new();
    for _ in 0..pages {
        time += day.random.between(4 * SECOND, 70 * SECOND);
        let product = day.random.pick(&PRODUCTS);
        if day.random.percent(22) {
            let path = format!("/search?q={}", day.random.pick(&SEARCHES));
            ask(day, &visitor, time, "GET", &path, 64);
        } else {
            ask(day, &visitor, time, "GET", &format!("/products/{}", product.0), 38);
        }
        if day.random.percent(40) && !visitor.agent.contains("bot") {
            time += day.random.between(3 * SECOND, 40 * SECOND);
            let (ok, _) = ask(day, &visitor, time, "POST", "/basket/items", 31);
            basket.extend(ok.then_some(product));
        }
        visitor.referrer = format!("https://leafandbean.example/products/{}", product.0);
    }
    if !basket.is_empty() && day.random.percent(75) {
        time += day.random.between(10 * SECOND, 90 * SECOND);
        checkout(day, &visitor, time, &basket);
    }
}

fn visitor(day: &mut Day) -> Visitor {
    let random = &mut day.random;
    let address = match random.below(4) {
        0 => format!("203.0.113.{}", random.between(2, 250)),
        1 => format!("198.51.100.{}", random.between(2, 250)),
        2 => format!("192.0.2.{}", random.between(2, 250)),
        _ => format!("2001:db8:{}::{}", random.hex(3).trim_start_matches('0'), random.hex(2).trim_start_matches('0')),
    };
    let referrer = random.pick(&[
        "-",
        "-",
        "https://www.google.com/",
        "https://duckduckgo.com/",
        "https://teaforum.example/t/512",
    ]);
    Visitor { address, agent: random.pick(&AGENTS), user: random.between(1_001, 1_480), referrer: referrer.to_owned() }
}

/// Sends one request through proxy and service; a person tries again after a failure. Tells whether it went well, and its id.
fn ask(day: &mut Day, visitor: &Visitor, time: i64, method: &str, path: &str, usual: i64) -> (bool, String) {
    let mut time = time;
    for attempt in 0..3 {
        let (id, bytes) = (request_id(&mut day.random), day.random.between(900, 18_000));
        let request = Request { method, path: path.to_owned(), usual, bytes, id };
        let status = serve(day, visitor, time, &request);
        if status < 500 {
            return (status < 400, request.id);
        }
        if attempt == 2 || day.random.percent(45) {
            return (false, request.id);
        }
        time += day.random.between(6 * SECOND, 25 * SECOND);
    }
    (false, String::new())
}

fn serve(day: &mut Day, visitor: &Visitor, time: i64, request: &Request<'_>) -> i64 {
    let took = day.milliseconds(time, request.usual);
    let exhausted = day.mood(time) == Mood::Exhausted && day.random.percent(86);
    let status = match (exhausted, request.method) {
        (true, _) => day.random.pick(&[503, 503, 503, 504]),
        (false, "POST") => 201,
        _ if visitor.referrer != "-" && day.random.percent(9) => 304,
        _ if request.path.starts_with("/products/") && day.random.percent(2) => 404,
        _ => 200,
    };
    let took = if exhausted { 5_000 + day.random.below(400) } else { took };
    let done = time + took * 1000;
    if exhausted {
        let message = "no connection from the pool within 5000 ms".to_owned();
        let fields = vec![
            ("request_id", json!(request.id)),
            ("waited_ms", json!(took)),
            ("active", json!(20)),
            ("idle", json!(0)),
        ];
        day.api(done - 1_000, "ERROR", "db.pool", message, fields);
    } else if took > 1_500 {
        slow_query(day, done, took, request);
    }
    answer(day, visitor, done, took, status, request);
    access(day, visitor, done + 1_000, status, request);
    status
}

fn answer(day: &mut Day, visitor: &Visitor, done: i64, took: i64, status: i64, request: &Request<'_>) {
    let level = match status {
        500.. => "ERROR",
        404 => "WARNING",
        _ => "INFO",
    };
    let path = request.path.split('?').next().unwrap_or_default();
    let fields = vec![
        ("request_id", json!(request.id)),
        ("method", json!(request.method)),
        ("path", json!(path)),
        ("status", json!(status)),
        ("duration_ms", json!(took)),
        ("user", json!({"id": visitor.user, "guest": visitor.user % 3 == 0})),
    ];
    day.api(done, level, "http", format!("{} {path} {status}", request.method), fields);
}

fn slow_query(day: &mut Day, done: i64, took: i64, request: &Request<'_>) {
    let fields = vec![
        ("request_id", json!(request.id)),
        ("query", json!("related_products")),
        ("duration_ms", json!(took - 40)),
        ("rows", json!(day.random.between(4, 13))),
    ];
    day.api(done - 3_000, "WARNING", "db.query", "slow query related_products".to_owned(), fields);
    let pid = day.db_pid();
    let product = day.random.between(1, 420);
    let statement = format!(
        "duration: {took}.{:03} ms  statement: SELECT p.id, p.slug, count(*) AS bought\n\
         FROM order_items a JOIN order_items b USING (order_id) JOIN products p ON p.id = b.product_id\n\
         WHERE a.product_id = {product} AND b.product_id <> {product}\n\
         GROUP BY p.id, p.slug ORDER BY bought DESC LIMIT 12 /* {} */",
        day.random.below(1000),
        request.id
    );
    day.db(done - 4_000, pid, "shop@shop", "LOG", &statement);
}

fn access(day: &mut Day, visitor: &Visitor, time: i64, status: i64, request: &Request<'_>) {
    let bytes = match status {
        304 => 0,
        500.. => 186,
        404 => 1_204,
        _ => request.bytes,
    };
    let text = format!(
        r#"{} - - [{}] "{} {} HTTP/1.1" {status} {bytes} "{}" "{}""#,
        visitor.address,
        show(time, "%d/%b/%Y:%H:%M:%S +0000"),
        request.method,
        request.path,
        visitor.referrer,
        visitor.agent
    );
    day.web.push(Made { time: Some(time - time.rem_euclid(SECOND)), ..Made::plain(&text) });
}

fn checkout(day: &mut Day, visitor: &Visitor, time: i64, basket: &[(&str, &str, i64)]) {
    let (ok, id) = ask(day, visitor, time, "POST", "/checkout", 120);
    if !ok {
        return;
    }
    day.order += 1;
    let order = day.order;
    let cents: i64 = basket.iter().map(|(_, _, cents)| cents).sum::<i64>() + if basket.len() > 2 { 0 } else { 490 };
    let mut at = time + day.random.between(200, 900) * 1000;
    let fields = vec![
        ("request_id", json!(id)),
        ("order", json!(order)),
        ("items", json!(basket.iter().map(|(slug, ..)| *slug).collect::<Vec<_>>())),
        ("total", euros(cents)),
    ];
    day.api(at, "INFO", "orders", format!("order {order} placed"), fields);
    at += 15_000;
    let paid = pay(day, &mut at, order, cents, &id);
    let path = format!("/orders/{order}");
    ask(day, visitor, at + 2 * SECOND, "GET", &path, 27);
    if paid {
        jobs(day, at, order, basket, &id);
    }
}

/// Takes the money, again and again where the shop's database does not answer.
fn pay(day: &mut Day, at: &mut i64, order: i64, cents: i64, id: &str) -> bool {
    let provider = day.random.pick(&["adyen", "adyen", "mollie", "stripe"]);
    let fields = |more: Vec<(&'static str, Value)>| {
        let mut fields = vec![("request_id", json!(id)), ("order", json!(order))];
        fields.extend(more);
        fields
    };
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    let begin = fields(vec![("amount", json!(amount)), ("currency", json!("EUR")), ("provider", json!(provider))]);
    day.pay(*at, "INFO", "checkout", "payment started", begin);
    let mut attempt = 1;
    while day.mood(*at) == Mood::Exhausted && attempt < 6 {
        *at += day.random.between(5_000, 5_300) * 1000;
        let backoff = 250 << attempt;
        let more = vec![
            ("attempt", json!(attempt)),
            ("backoff_ms", json!(backoff)),
            ("error", json!("orders service answered 503")),
        ];
        day.pay(*at, "WARNING", "gateway", "could not store authorisation, retrying", fields(more));
        *at += backoff * 1000;
        attempt += 1;
    }
    if attempt == 6 {
        day.pay(
            *at,
            "ERROR",
            "gateway",
            "gave up storing authorisation, reversal queued",
            fields(vec![("attempts", json!(5))]),
        );
        return false;
    }
    *at += day.random.between(180, 900) * 1000;
    if day.random.percent(6) {
        let reason = day.random.pick(&["insufficient_funds", "expired_card", "3ds_failed"]);
        day.pay(*at, "WARNING", "checkout", "payment declined", fields(vec![("reason", json!(reason))]));
        return false;
    }
    let auth = format!("LB{}", day.random.hex(6).to_uppercase());
    day.pay(
        *at,
        "INFO",
        "checkout",
        "payment authorised",
        fields(vec![("auth", json!(auth)), ("attempt", json!(attempt))]),
    );
    true
}

fn jobs(day: &mut Day, at: i64, order: i64, basket: &[(&str, &str, i64)], id: &str) {
    let names = [("ReserveStock", 1), ("ConfirmationMail", 2), ("InvoicePdf", 5)];
    for (name, seconds) in names {
        day.job += 1;
        let job = day.job;
        let source = format!("com.leafandbean.jobs.{name}");
        let mut time = at + seconds * SECOND + day.random.below(900) * 1000;
        day.work(time, "DEBUG", &source, format!("job {job} taken from queue orders (order {order}, {id})"));
        let mut attempt = 1;
        while day.mood(time) == Mood::Exhausted {
            time += 30 * SECOND;
            super::incident::job_failure(day, time, &source, job, order, attempt);
            time += attempt * attempt * MINUTE;
            attempt += 1;
        }
        time += day.random.between(40, 900) * 1000;
        let done = match name {
            "ReserveStock" => format!(
                "reserved {} for order {order}",
                basket.iter().map(|item| item.1).collect::<Vec<_>>().join(", ")
            ),
            "ConfirmationMail" => format!("sent confirmation of order {order} in {} ms", day.random.between(80, 600)),
            _ => format!("wrote invoice LB-2026-{order}.pdf, {} kB", day.random.between(38, 96)),
        };
        let level = "INFO";
        let again = if attempt > 1 { format!(" on attempt {attempt}") } else { String::new() };
        day.work(time, level, &source, format!("{done}{again}"));
    }
}
