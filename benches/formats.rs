//! How fast lines are read: `cargo bench --no-default-features --bench formats`; throughput is that of one core.

#![expect(missing_docs, reason = "the macro of the harness writes items without documentation")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logbrook::entry::Timestamp;
use logbrook::format::{Clock, Formats, Reader};

/// A line of about 200 bytes for each common kind.
const LINES: [(&str, &str); 7] = [
    (
        "json",
        r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","logger":"db.pool","message":"query finished in time, nothing to see","context":{"rows":17,"table":"orders","ms":12.5},"request_id":"8f3a2b10-77aa-4c1e-9d55-0123456789ab"}"#,
    ),
    (
        "pino",
        r#"{"level":30,"time":1769163300123,"pid":4242,"hostname":"web-1","reqId":"req-17","req":{"method":"GET","url":"/api/orders?page=2","remoteAddress":"10.0.0.17"},"msg":"request completed","responseTime":12.25}"#,
    ),
    (
        "logfmt",
        r#"time=2026-01-23T10:15:00.123Z level=info msg="request completed" method=GET path=/api/orders?page=2 status=200 duration=12.5ms remote=10.0.0.17 request_id=8f3a2b10-77aa-4c1e-9d55-0123456789ab user=frank"#,
    ),
    (
        "text",
        "2026-01-23 10:15:00,123 INFO [pool-1-thread-7] org.example.shop.orders.OrderService: order 8841 was accepted for customer 1207 and will be shipped from the warehouse in Utrecht with three items on it",
    ),
    (
        "access",
        r#"10.0.0.17 - frank [23/Jan/2026:10:15:00 +0000] "GET /api/orders?page=2&sort=name HTTP/1.1" 200 5316 "https://shop.example.org/orders" "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0""#,
    ),
    (
        "syslog",
        "Jan 23 10:15:00 web-1 sshd[24200]: Accepted publickey for deploy from 10.0.0.17 port 51022 ssh2: ED25519 SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG and some more words to make it long",
    ),
    (
        "plain",
        "The quick brown fox jumps over the lazy dog and then it goes on for a while, so that the line has about the length of the others in this little table, which is some two hundred bytes, more or less.",
    ),
];

fn formats(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("formats");
    for (name, line) in LINES {
        let clock = Clock::utc(Timestamp::from_seconds(1_769_817_600));
        let reader = Reader::detect([line].into_iter(), clock, &Formats::default());
        group.throughput(Throughput::BytesDecimal(line.len() as u64 + 1));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(reader.read(black_box(line)))));
    }
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
