//! The afternoon's incident as the services themselves tell it, beside what visitors notice.

use serde_json::json;

use super::{Day, SECOND};

/// Writes everything about the incident that no single request causes.
pub(super) fn incident(day: &mut Day) {
    release(day, "13:51:58", "2.14.0", "2.13.4");
    pool_reports(day);
    database(day);
    breaker(day);
    reloads(day);
    renewals(day);
    release(day, "14:19:02", "2.13.4", "2.14.0");
    recovery(day);
}

fn release(day: &mut Day, time: &str, new: &str, old: &str) {
    let mut at = day.clock(time);
    for pod in ["api-1", "api-2"] {
        let fields =
            vec![("version", json!(old)), ("host", json!(pod)), ("open_requests", json!(day.random.between(1, 9)))];
        day.api(at, "INFO", "main", "stopping on SIGTERM, draining requests".to_owned(), fields);
        at += 2_400_000;
        let config = json!({"pool": {"min": 4, "max": 20, "acquire_timeout_ms": 5000}, "features": {"related_products": new == "2.14.0"}});
        let fields = vec![("version", json!(new)), ("host", json!(pod)), ("config", config)];
        day.api(at, "NOTICE", "main", format!("api {new} started"), fields);
        at += 310_000;
        day.api(
            at,
            "INFO",
            "db.pool",
            "connected to db-1:5432".to_owned(),
            vec![("host", json!(pod)), ("idle", json!(4))],
        );
        at += 9 * SECOND;
    }
}

/// The pool tells of itself every 20 seconds as long as anyone waits.
fn pool_reports(day: &mut Day) {
    let begin = day.clock("13:58:40");
    let full = day.clock("14:03:20");
    let end = day.clock("14:20:30");
    let mut at = begin;
    while at < end {
        let waiting = if at < full { day.random.between(1, 8) } else { day.random.between(24, 71) };
        let fields = vec![("active", json!(20)), ("idle", json!(0)), ("max", json!(20)), ("waiting", json!(waiting))];
        match at < full {
            true => day.api(at, "WARNING", "db.pool", format!("all connections in use, {waiting} waiting"), fields),
            false => day.api(at, "ERROR", "db.pool", format!("pool exhausted, {waiting} waiting"), fields),
        }
        at += 20 * SECOND + day.random.below(400) * 1000;
    }
    let at = day.clock("14:03:21");
    let message = "health check failed: database unreachable through the pool".to_owned();
    day.api(at, "CRITICAL", "health", message, vec![("check", json!("db")), ("consecutive_failures", json!(3))]);
}

fn database(day: &mut Day) {
    let begin = day.clock("14:02:30");
    for step in 0..34 {
        let at = begin + step * 29 * SECOND + day.random.below(4_000) * 1000;
        let pid = day.db_pid();
        match step % 4 {
            0 => {
                day.db(at, pid, "shop@shop", "ERROR", "canceling statement due to statement timeout");
                let statement = "SELECT p.id, p.slug, count(*) AS bought\nFROM order_items a JOIN order_items b USING (order_id)\n\
                    JOIN products p ON p.id = b.product_id\nGROUP BY p.id, p.slug ORDER BY bought DESC LIMIT 12";
                day.db(at, pid, "shop@shop", "STATEMENT", statement);
            }
            1 => {
                let (transaction, waited) = (918_273 + step, day.random.below(900));
                let message = format!(
                    "process {pid} still waiting for ShareLock on transaction {transaction} after 1000.{waited:03} ms"
                );
                day.db(at, pid, "shop@shop", "LOG", &message);
                let detail = format!("Process holding the lock: {}. Wait queue: {pid}.", pid + 3);
                day.db(at, pid, "shop@shop", "DETAIL", &detail);
            }
            2 => day.db(
                at,
                pid,
                "shop@shop",
                "FATAL",
                "remaining connection slots are reserved for roles with the SUPERUSER attribute",
            ),
            _ => {
                let size = day.random.between(60, 240);
                let message =
                    format!("temporary file: path \"base/pgsql_tmp/pgsql_tmp{pid}.{step}\", size {size}418112");
                day.db(at, pid, "shop@shop", "LOG", &message);
            }
        }
    }
    let at = day.clock("14:08:11");
    day.db(at, 2_871, "shop@shop", "ERROR", "deadlock detected");
    let detail = "Process 2871 waits for ShareLock on transaction 918301; blocked by process 2874.\n\
        Process 2874 waits for ShareLock on transaction 918298; blocked by process 2871.\n\
        Process 2871: UPDATE stock SET reserved = reserved + 1 WHERE product_id = 17\n\
        Process 2874: UPDATE stock SET reserved = reserved + 2 WHERE product_id = 17";
    day.db(at, 2_871, "shop@shop", "DETAIL", detail);
    day.db(at, 2_871, "shop@shop", "HINT", "See server log for query details.");
}

fn breaker(day: &mut Day) {
    let steps = [
        ("14:06:40", "ERROR", "circuit breaker opened for orders service", json!("open")),
        ("14:09:40", "WARNING", "circuit breaker half open, probing", json!("half_open")),
        ("14:09:46", "ERROR", "probe failed, circuit breaker opened again", json!("open")),
        ("14:14:46", "WARNING", "circuit breaker half open, probing", json!("half_open")),
        ("14:14:52", "ERROR", "probe failed, circuit breaker opened again", json!("open")),
        ("14:20:52", "WARNING", "circuit breaker half open, probing", json!("half_open")),
        ("14:20:53", "NOTICE", "probe went through, circuit breaker closed", json!("closed")),
    ];
    for (time, level, message, state) in steps {
        let at = day.clock(time);
        let failures = if level == "NOTICE" { 0 } else { day.random.between(21, 64) };
        day.pay(
            at,
            level,
            "breaker",
            message,
            vec![("state", state), ("failures", json!(failures)), ("upstream", json!("orders"))],
        );
    }
    let at = day.clock("14:16:30");
    day.pay(
        at,
        "CRITICAL",
        "reversals",
        "reversal queue is above its limit",
        vec![("queued", json!(61)), ("limit", json!(50))],
    );
}

/// People reload what does not come.
fn reloads(day: &mut Day) {
    for _ in 0..28 {
        let second = day.random.between(14 * 3600 + 3 * 60 + 30, 14 * 3600 + 19 * 60 + 40);
        super::visit::visit(day, second);
    }
}

/// Subscriptions renew at two in the afternoon, of all times.
fn renewals(day: &mut Day) {
    let source = "com.leafandbean.jobs.SubscriptionRenewal";
    let mut begin = day.clock("14:00:00");
    day.work(begin, "INFO", source, "18 subscriptions are due today".to_owned());
    for _ in 0..18 {
        day.job += 1;
        day.order += 1;
        let (job, order) = (day.job, day.order);
        begin += 21 * SECOND + day.random.below(9_000) * 1000;
        let mut at = begin;
        let mut attempt = 1;
        while day.mood(at) == super::Mood::Exhausted {
            at += 30 * SECOND;
            job_failure(day, at, source, job, order, attempt);
            at += attempt * attempt * 60 * SECOND;
            attempt += 1;
        }
        let message = format!("job {job} renewed order {order} on attempt {attempt}");
        at += day.random.between(200, 9_000) * 1000;
        day.work(at, "INFO", source, message);
    }
}

fn recovery(day: &mut Day) {
    let at = day.clock("14:20:31");
    let fields = vec![
        ("active", json!(6)),
        ("idle", json!(14)),
        ("max", json!(20)),
        ("waiting", json!(0)),
        ("exhausted_for_s", json!(1031)),
    ];
    day.api(at, "NOTICE", "db.pool", "pool has free connections again".to_owned(), fields);
    let mut backlog = 41;
    let mut at = day.clock("14:20:40");
    while backlog > 0 {
        let message = format!("queue orders holds {backlog} jobs, oldest waits {} s", 1_060 - (41 - backlog) * 20);
        day.work(at, if backlog > 20 { "WARNING" } else { "INFO" }, "com.leafandbean.queue.Monitor", message);
        backlog -= day.random.between(2, 5);
        at += 60 * SECOND;
    }
    day.work(at, "INFO", "com.leafandbean.queue.Monitor", "queue orders is empty, backlog worked off".to_owned());
    let at = day.clock("14:36:05");
    day.pay(at, "INFO", "reversals", "reversal queue drained", vec![("reversed", json!(61)), ("failed", json!(0))]);
}

/// Lets a job fail as it does without a connection, with the trace of it.
pub(super) fn job_failure(day: &mut Day, time: i64, source: &str, job: i64, order: i64, attempt: i64) {
    let waiting = day.random.between(24, 60);
    let class = source.rsplit('.').next().unwrap_or_default();
    let line = day.random.between(41, 120);
    let message = format!(
        "job {job} failed for order {order} (attempt {attempt}), next try in {} min\n\
         java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms \
         (total=20, active=20, idle=0, waiting={waiting})\n\
         \tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)\n\
         \tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)\n\
         \tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:100)\n\
         \tat com.leafandbean.store.Orders.load(Orders.java:88)\n\
         \tat {source}.run({class}.java:{line})\n\
         \tat com.leafandbean.queue.Worker.lambda$start$0(Worker.java:57)\n\
         \tat java.base/java.lang.Thread.run(Thread.java:1583)",
        attempt * attempt
    );
    day.work(time, "ERROR", source, message);
}
