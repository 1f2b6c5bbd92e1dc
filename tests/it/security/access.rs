//! Who may ask for what: every route and socket asks, and each way of answering opens what it should.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use logbrook::config::{AccessConfig, Passwords, Secret};
use logbrook::server::{Allowed, sign_token};
use logbrook::source::MemorySource;

use crate::support::{Answer, Client, Follower, TestServer, get, send};

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// The password is "s3cret".
const USERS: &str = "anna:$2y$04$HFP46KCCVYr4agNAkXOysu4fpRhEQmrFnlii8yh4iUirP8m4KCfzi";

/// Routes that ask nobody: the login itself, what its page is made of, and whether the server lives.
const OPEN: [&str; 5] = ["/login", "/logout", "/health", "/ready", "/static/"];

fn access() -> AccessConfig {
    AccessConfig {
        tokens: vec![Secret::from("read-me")],
        write_tokens: vec![Secret::from("write-me")],
        passwords: Some(Passwords::parse(USERS).unwrap()),
        signing_key: Some(Secret::from(KEY)),
        ..AccessConfig::default()
    }
}

fn guarded() -> TestServer {
    guarded_with(|_| {})
}

fn guarded_with(change: impl FnOnce(&mut AccessConfig)) -> TestServer {
    let source = MemorySource::new();
    for name in ["shop/api.log", "shop/api.log.1", "bank/secret.log"] {
        source.put(name, format!("2026-01-23T10:15:00Z INFO [api] in {name}\n").as_bytes());
    }
    TestServer::with(Arc::new(source), |config| {
        config.access = access();
        change(&mut config.access);
    })
}

fn link(files: &[&str], span: Duration) -> String {
    let files = files.iter().map(|file| (*file).to_owned()).collect();
    sign_token(&Allowed { files, ..Allowed::default() }, span, &Secret::from(KEY)).unwrap()
}

/// Returns every address that `routes.rs` names, with something in the place of its parameters.
fn routes() -> Vec<String> {
    let text = include_str!("../../../src/server/routes.rs");
    let values = text.lines().filter_map(|line| line.strip_prefix("const ")?.split_once(": &str = \""));
    let paths = values.filter_map(|(_, value)| value.strip_suffix("\";")).filter(|path| path.starts_with('/'));
    let filled = paths.map(|path| {
        let steps = path.split('/').map(|step| if step.starts_with('{') { "x" } else { step });
        steps.collect::<Vec<_>>().join("/")
    });
    let routes: Vec<String> = filled.collect();
    assert!(routes.len() > 10 && routes.iter().any(|route| route == "/api/logs/follow"), "{routes:?}");
    routes
}

#[test]
fn every_route_and_socket_asks_who_it_is() {
    let server = guarded();
    let none: &[(&str, &str)] = &[];
    let socket: &[(&str, &str)] =
        &[("Upgrade", "websocket"), ("Connection", "upgrade"), ("Sec-WebSocket-Version", "13")];
    for route in routes().iter().chain([&"/nothing".to_owned()]) {
        let is_open = OPEN.iter().any(|open| route == open || open.ends_with('/') && route.starts_with(open));
        for target in
            [route.clone(), format!("{route}?file=shop/api.log"), format!("/{}", route.replacen('/', "%2f", 1))]
        {
            for (method, headers) in [("GET", none), ("GET", socket), ("HEAD", none), ("POST", none), ("DELETE", none)]
            {
                let answer = send(&server, method, &target, headers);
                if is_open && !target.contains('%') {
                    assert_ne!(answer.status, 401, "{method} {target}");
                    continue;
                }
                assert_eq!(answer.status, 401, "{method} {target}");
                let asked: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "www-authenticate").collect();
                assert_eq!(asked.len(), 2, "{asked:?}");
                if method == "GET" {
                    answer.problem(401);
                    assert!(!answer.text().contains("shop"), "{}", answer.text());
                }
            }
        }
    }
    assert_eq!(Follower::try_connect(server.address(), "file=shop/api.log").err(), Some(401));
}

#[test]
fn the_openapi_document_names_every_route_and_parameter_and_no_other() {
    let server = TestServer::of(&[]);
    let document = get(&server, "/api/openapi.json").json();
    assert_eq!(document["servers"][0]["url"], "/");
    let named: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let text = include_str!("../../../src/server/routes.rs");
    let values = text.lines().filter_map(|line| line.strip_prefix("const ")?.split_once(": &str = \""));
    let paths = values.filter_map(|(_, value)| value.strip_suffix("\";")).filter(|path| path.starts_with('/'));
    // The one that ends with a slash is what all below it begins with.
    let routes: BTreeSet<String> =
        paths.filter(|path| *path == "/" || !path.ends_with('/')).map(|path| path.replace(":.*", "")).collect();
    assert_eq!(named, routes);
    let parameters = document["components"]["parameters"].as_object().unwrap();
    for parameter in logbrook::cli::PARAMETERS {
        assert!(parameters.contains_key(parameter.name), "{}", parameter.name);
    }
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap().iter().filter(|(method, _)| *method != "parameters") {
            let target = path.replace(['{', '}'], "");
            let answer = send(&server, &method.to_uppercase(), &target, &[("Content-Length", "0")]);
            assert!(!operation["responses"][answer.status.to_string()].is_null(), "{method} {path}: {}", answer.status);
        }
    }
}

#[test]
fn tokens_and_passwords_open_reading_and_the_write_token_does_not() {
    let server = guarded();
    let basic = |pair: &str| format!("Basic {}", base64(pair));
    for (authorization, status) in [
        ("Bearer read-me".to_owned(), 200),
        ("bearer read-me".to_owned(), 200),
        (format!("Bearer {}", link(&[], Duration::from_secs(60))), 200),
        (basic("anna:s3cret"), 200),
        ("Bearer write-me".to_owned(), 403),
        ("Bearer read-m".to_owned(), 401),
        ("Bearer read-mee".to_owned(), 401),
        ("Bearer ".to_owned(), 401),
        ("read-me".to_owned(), 401),
        (basic("anna:wrong"), 401),
        (basic("ben:s3cret"), 401),
        (basic("read-me:"), 401),
        (format!("Bearer {}", link(&[], Duration::ZERO)), 401),
    ] {
        let answer = send(&server, "GET", "/api/logs", &[("Authorization", &authorization)]);
        assert_eq!(answer.status, status, "{authorization}");
        if status != 200 {
            answer.problem(status);
        }
    }
    let reader = [("Authorization", "Bearer read-me")];
    send(&server, "POST", "/api/logs", &reader).problem(403);
    assert_eq!(send(&server, "POST", "/api/logs", &[("Authorization", "Bearer write-me")]).status, 405);
}

#[test]
fn a_token_in_an_address_opens_streams_and_sockets() {
    let server = guarded();
    let token = link(&[], Duration::from_secs(60));
    assert_eq!(get(&server, &format!("/api/logs?token={token}")).status, 200);
    assert_eq!(get(&server, "/api/logs/stream?file=shop/api.log&token=read-me&limit=1").json()["line"], 1);
    let mut follower = Follower::connect(server.address(), "token=read-me&file=shop/api.log&backfill=1");
    assert_eq!(follower.next_of("log")["message"], "in shop/api.log");
    assert_eq!(get(&server, "/api/logs?%74oken=read%2Dme").status, 200, "in whatever spelling");
    get(&server, "/api/logs?token=read-m").problem(401);
    assert_eq!(Follower::try_connect(server.address(), "token=no&file=shop/api.log").err(), Some(401));
    let open = TestServer::of(&[]);
    assert_eq!(
        get(&open, "/api/logs?token=x").problem(400)["param"],
        "token",
        "where nobody is asked it means nothing"
    );
}

#[test]
fn the_token_of_a_link_is_exchanged_for_a_cookie() {
    let server = guarded();
    let token = link(&["shop/*"], Duration::from_secs(60));
    let html = ("Accept", "text/html,*/*");
    let entered = send(&server, "GET", &format!("/view?file=shop/api.log&token={token}&level=info"), &[html]);
    assert_eq!(entered.status, 200);
    assert!(entered.text().contains("url=/view?file=shop/api.log&#38;level=info"), "{}", entered.text());
    assert!(!entered.text().contains(&token));
    let cookie = cookie_of(&entered);
    assert_eq!(send(&server, "GET", "/view", &[html, ("Cookie", &cookie)]).status, 200);
    let listed = send(&server, "GET", "/api/logs", &[("Cookie", &cookie)]);
    assert_eq!(names(&listed), ["shop/api.log", "shop/api.log.1"], "it shows no more than the token did");
    let wrong = send(&server, "GET", "/view?token=wrong", &[html]);
    assert_eq!((wrong.status, wrong.header("location")), (303, Some("/login?next=%2Fview")));
}

#[test]
fn no_session_shows_more_than_what_was_granted() {
    let server = guarded();
    let token = link(&["shop/*"], Duration::from_secs(60));
    let (html, limited) = (("Accept", "text/html"), format!("Bearer {token}"));
    for linked in ["x", "", "read-me", &link(&[], Duration::from_secs(60))] {
        let headers = [html, ("Authorization", limited.as_str())];
        let answer = send(&server, "GET", &format!("/?token={linked}"), &headers);
        assert_eq!((answer.status, answer.header("set-cookie")), (200, None), "{linked:?}");
        assert!(answer.text().contains("<main"), "the page itself: {}", answer.text());
    }
    let entered = send(&server, "GET", &format!("/?token={token}"), &[html]);
    let logged_in = submit(&server, &format!("token=+{token}+"));
    for answer in [entered, logged_in] {
        let listed = send(&server, "GET", "/api/logs", &[("Cookie", &cookie_of(&answer))]);
        assert_eq!(names(&listed), ["shop/api.log", "shop/api.log.1"]);
    }
}

#[test]
fn pages_lead_to_a_login_that_works_without_a_script() {
    let server = guarded();
    let html = ("Accept", "text/html");
    for (target, next) in [("/", "%2F"), ("/view?file=a&q=b+c", "%2Fview%3Ffile%3Da%26q%3Db%2Bc")] {
        let answer = send(&server, "GET", target, &[html]);
        let login = format!("/login?next={next}");
        assert_eq!((answer.status, answer.header("location")), (303, Some(login.as_str())));
        let page = send(&server, "GET", &login, &[html]);
        assert_eq!(page.status, 200);
        for part in ["method=\"post\" action=\"/login\"", "name=\"user\"", "name=\"password\"", "name=\"token\""] {
            assert!(page.text().contains(part), "{part}");
        }
    }
    for (form, next) in [
        ("token=read-me&next=%2Fview%3Fq%3Dx", "/view?q=x"),
        ("user=anna&password=s3cret", "/"),
        ("user=anna&password=s3cret&token=&next=//evil.example", "/"),
        ("token=read-me&next=https%3A%2F%2Fevil.example%2F", "/"),
        ("token=read-me&next=%2F%5Cevil.example", "/"),
        ("token=read-me&next=%2Fa%2F..%2F..%2Fother", "/"),
        ("token=read-me&next=%2F%252E%252e%2Fother", "/"),
        ("token=read-me&next=%2Fview%3Ffile%3Da..b%2F..%2Fc", "/view?file=a..b/../c"),
        ("token=read-me&next=%2F%0d%0aSet-Cookie:x", "/"),
    ] {
        let answer = submit(&server, form);
        assert_eq!((answer.status, answer.header("location")), (303, Some(next)), "{form}");
        let cookie = answer.header("set-cookie").unwrap();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let cookie = cookie_of(&answer);
        assert_eq!(names(&send(&server, "GET", "/api/logs", &[("Cookie", &cookie)])).len(), 3);
        send(&server, "POST", "/api/logs", &[("Cookie", &cookie)]).problem(403);
        let out = send(&server, "POST", "/logout", &[("Cookie", &cookie)]);
        assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"), "{out:?}");
    }
    for form in ["token=wrong", "user=anna&password=wrong", "", "token=write-me", "user=anna"] {
        let answer = submit(&server, form);
        assert_eq!(answer.status, 401, "{form}");
        assert!(answer.text().contains("role=\"alert\"") && answer.header("set-cookie").is_none(), "{form}");
    }
    send(&server, "POST", "/login", &[("Content-Type", "text/plain"), ("Content-Length", "0")]).problem(415);
}

#[test]
fn a_limited_token_shows_its_files_alone_on_every_route() {
    let server = guarded();
    let token = format!("Bearer {}", link(&["shop/*"], Duration::from_secs(60)));
    let ask = |target: &str| send(&server, "GET", target, &[("Authorization", &token)]);
    assert_eq!(names(&ask("/api/logs")), ["shop/api.log", "shop/api.log.1"]);
    for target in ["/api/logs/stream", "/api/logs/stream?file=**", "/api/logs/stream?rotated=true&q=in"] {
        let text = ask(target).text().to_owned();
        assert!(text.contains("in shop/api.log") && !text.contains("bank"), "{target}: {text}");
    }
    let missing = ask("/api/logs/raw?file=bank/missing.log").problem(404);
    for target in
        ["/api/logs/raw?file=bank/secret.log", "/api/logs/stream?file=bank/secret.log", "/api/logs/stream?file=bank/*"]
    {
        assert_eq!(ask(target).problem(404), missing, "{target}");
    }
    let page = ask("/view?file=bank/secret.log");
    assert!(page.status == 200 && !page.text().contains("in bank"), "{}", page.text());
    assert_eq!(ask("/api/logs/histogram").json()["total"], 2);
    assert!(!ask("/api/logs/fields").text().contains("bank"));
    let token = &token["Bearer ".len()..];
    let mut follower = Follower::connect(server.address(), &format!("token={token}&file=bank/secret.log&create=true"));
    assert_eq!(follower.closed(), Some(1008));
    let mut follower = Follower::connect(server.address(), &format!("token={token}&backfill=9"));
    assert_eq!(follower.next_of("subscribed")["files"], serde_json::json!(["shop/api.log"]));
}

#[test]
fn a_session_that_expires_ends_its_streams_too() {
    let server = guarded();
    let token = link(&[], Duration::from_secs(2));
    let mut client = Client::connect(server.address());
    client.ask("GET", &format!("/api/logs/stream?follow=true&file=shop/api.log&token={token}"), &[]);
    let answer = client.answer().unwrap();
    assert!(answer.status == 200 && !answer.complete, "the body breaks off");
    let mut follower = Follower::connect(server.address(), &format!("token={}", link(&[], Duration::from_secs(2))));
    follower.closed();
}

#[test]
fn only_a_trusted_proxy_says_who_it_is() {
    let proxied = |network: &str| {
        let network = network.parse().unwrap();
        guarded_with(|access| {
            access.user_header = Some("x-forwarded-user".to_owned());
            access.proxies = vec![network];
        })
    };
    let user = [("X-Forwarded-User", "carl")];
    assert_eq!(send(&proxied("127.0.0.0/8"), "GET", "/api/logs", &user).status, 200);
    send(&proxied("127.0.0.0/8"), "GET", "/api/logs", &[("X-Forwarded-User", "")]).problem(401);
    send(&proxied("127.0.0.0/8"), "GET", "/api/logs", &[user[0], user[0]]).problem(401);
    send(&proxied("10.0.0.0/8"), "GET", "/api/logs", &user).problem(401);
    send(&guarded(), "GET", "/api/logs", &user).problem(401);
}

#[test]
fn whoever_guesses_is_made_to_wait() {
    let source = Arc::new(MemorySource::new());
    let server = TestServer::with(source, |config| {
        config.access = access();
        config.limits.failed_logins = 3;
    });
    for _ in 0..3 {
        send(&server, "GET", "/api/logs", &[("Authorization", "Bearer guess")]).problem(401);
    }
    let answer = send(&server, "GET", "/api/logs", &[("Authorization", "Bearer read-me")]);
    answer.problem(429);
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    submit(&server, "token=read-me").problem(429);
    let token = link(&[], Duration::from_secs(60));
    assert_eq!(get(&server, &format!("/api/logs?token={token}")).status, 200, "one that cannot be guessed is let in");
}

#[test]
fn allowed_hosts_and_origins_may_ask_and_others_not() {
    let server = TestServer::with(Arc::new(MemorySource::new()), |config| {
        config.access.hosts = vec![logbrook::config::HostPattern::parse("logs.example").unwrap()];
        config.access.origins = vec!["https://dashboard.example".to_owned()];
    });
    assert_eq!(send(&server, "GET", "/api/logs", &[("Host", "logs.example:443")]).status, 200);
    send(&server, "GET", "/api/logs", &[("Host", "evil.example")]).problem(403);
    let answer = send(&server, "GET", "/api/logs", &[("Origin", "https://dashboard.example")]);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://dashboard.example"));
    assert!(answer.header("access-control-allow-credentials").is_none());
    let fetched =
        [("Origin", "https://dashboard.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "empty")];
    assert_eq!(send(&server, "GET", "/api/logs", &fetched).status, 200);
    send(&server, "GET", "/api/logs", &[("Origin", "https://evil.example")]).problem(403);
    send(&server, "GET", "/api/logs", &[("Origin", "http://dashboard.example")]).problem(403);
    let preflight = [("Origin", "https://dashboard.example"), ("Access-Control-Request-Method", "POST")];
    let answer = send(&server, "OPTIONS", "/api/logs", &preflight);
    assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, Some("GET, HEAD, POST")));
}

fn submit(server: &TestServer, form: &str) -> Answer {
    let mut client = Client::connect(server.address());
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    client.write(head.as_bytes()).unwrap();
    client.answer().unwrap()
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

fn names(answer: &Answer) -> Vec<String> {
    let logs = answer.json()["logs"].as_array().unwrap().clone();
    logs.iter().map(|log| log["file"].as_str().unwrap().to_owned()).collect()
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}
