//! The pages and what they load.

use std::collections::BTreeMap;

use crate::support::{TestServer, get, send, wait_until};

#[test]
fn pages_are_html_that_loads_assets_of_one_version() {
    let server = TestServer::of(&[("app.log", "one\n")]);
    for target in ["/", "/view?file=app.log"] {
        let page = get(&server, target);
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let assets = assets_of(page.text());
        assert!(!assets.is_empty(), "{}", page.text());
        for asset in assets {
            let answer = get(&server, &asset);
            assert_eq!(answer.status, 200, "{asset}");
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
            assert!(!answer.body.is_empty());
        }
    }
}

#[test]
fn a_bad_query_is_refused_by_the_viewer_too_with_the_page_for_who_asks_for_one() {
    let server = TestServer::of(&[("app.log", "one\n")]);
    for (target, param) in [("/view?q=(", "q"), ("/view?colour=red", "colour"), ("/view?file=%ff", "file")] {
        assert_eq!(get(&server, target).problem(400)["param"], param, "{target}");
        let page = send(&server, "GET", target, &[("Accept", "text/html,*/*;q=0.8")]);
        assert_eq!((page.status, page.header("content-type")), (400, Some("text/html; charset=utf-8")), "{target}");
    }
}

#[test]
fn assets_say_what_they_are() {
    let server = TestServer::of(&[]);
    let page = get(&server, "/");
    for asset in assets_of(page.text()) {
        let expected = match asset.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml; charset=utf-8",
            _ => continue,
        };
        assert_eq!(get(&server, &asset).header("content-type"), Some(expected), "{asset}");
    }
}

#[test]
fn assets_of_another_version_or_elsewhere_do_not_exist() {
    let server = TestServer::of(&[]);
    let page = get(&server, "/");
    let asset = assets_of(page.text()).remove(0);
    let version = asset.split('/').nth(2).unwrap().to_owned();
    for target in [
        asset.replace(&version, "0000000000000000"),
        format!("/static/{version}/"),
        format!("/static/{version}/missing.js"),
        format!("/static/{version}/../../Cargo.toml"),
        format!("/static/{version}/%2e%2e/Cargo.toml"),
        format!("/static/{version}/..%2fCargo.toml"),
        format!("/static/{version}//etc/passwd"),
        format!("/static/{version}/%2fetc%2fpasswd"),
        format!("/static/{version}/css%00"),
    ] {
        get(&server, &target).problem(404);
    }
}

/// Bytes of script and style that the viewer may load besides the library that draws its histogram, before compression.
const HEAVIEST: usize = 150_000;

#[test]
fn the_viewer_is_light_and_nothing_of_it_is_there_for_people_only() {
    let server = TestServer::of(&[("app.log", "one\n")]);
    let mut own = everything_loaded(&server, "/view?file=app.log");
    own.retain(|address, _| !address.contains("/js/lib/"));
    assert!(own.keys().any(|address| address.ends_with("/js/view.js")), "{:?}", own.keys());
    for (address, text) in &own {
        assert!(!text.contains("/*"), "{address} holds a comment");
        let waits = ["import{", "import*", "import\"", "import'"].iter().any(|statement| text.contains(statement));
        assert!(!waits, "{address} waits for a further script");
    }
    let weight: usize = own.values().map(String::len).sum();
    assert!(weight <= HEAVIEST, "script and style of the viewer weigh {weight} bytes");
}

#[test]
fn a_page_is_titled_by_its_file_as_text() {
    let server = TestServer::of(&[]);
    let page = get(&server, "/view?file=%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(!page.text().contains("<script>alert"), "{}", page.text());
    assert!(page.text().contains("alert(1)"), "{}", page.text());
}

#[test]
fn a_view_begins_with_the_first_entries_of_its_file_as_the_stream_gives_them() {
    let lines: String =
        (0..400).map(|n| format!("2026-01-23T10:15:00.{n:03}Z WARN [shop] <b>entry {n}</b>\n")).collect();
    let server = TestServer::of(&[("app.log", &lines), ("other.log", "one\n")]);
    for filter in ["file=app.log", "file=app.log&q=entry&min_level=info", "file=app.log&until=2026-01-23T10:15:00.050Z"]
    {
        // What is not found within moments is left to the script.
        let mut page = String::new();
        wait_until("the entries come with the page", || {
            page = get(&server, &format!("/view?{filter}")).text().to_owned();
            page.contains("entry 7")
        });
        let (_, answer) = page.split_once(r#"<template id="first">"#).unwrap();
        let (answer, _) = answer.split_once("</template>").unwrap();
        let stream = get(&server, &format!("/api/logs/stream?{filter}&limit=300&raw=true&progress=true"));
        let answer = answer.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">");
        assert_eq!(answer, stream.text(), "{filter}");
        assert!(!page.contains("<b>entry"), "markup of a log stays text");
        let row = r#"<span class="time" role="gridcell">10:15:00.007</span><span class="level" role="gridcell"><span>WARN</span>"#;
        assert!(page.contains(row), "{page:.9000}");
    }
    for elsewhere in [
        "",
        "file=*.log",
        "file=app.log&file=other.log",
        "file=app.log&line=7",
        "file=app.log&order=desc",
        "file=app.log&tail=9",
        "file=missing.log",
    ] {
        let page = get(&server, &format!("/view?{elsewhere}"));
        assert!(page.text().contains(r#"id="first"></template>"#), "{elsewhere}");
    }
}

#[test]
fn pages_are_compressed_where_the_browser_takes_it() {
    let server = TestServer::of(&[]);
    for (accept, encoding) in [("gzip", "gzip"), ("br", "br"), ("zstd", "zstd")] {
        let page = send(&server, "GET", "/", &[("Accept-Encoding", accept)]);
        assert_eq!(page.header("content-encoding"), Some(encoding));
    }
    assert_eq!(get(&server, "/").header("content-encoding"), None);
}

/// Returns the addresses of scripts, styles and icons in a page.
fn assets_of(page: &str) -> Vec<String> {
    let address = |piece: &str| piece.split(['"', '#']).next().map(str::to_owned);
    let is_asset = |address: &String| address.starts_with("/static/") && address.contains('.');
    page.split("=\"").skip(1).filter_map(address).filter(is_asset).collect()
}

/// Returns the scripts and styles that a page loads by their addresses.
fn everything_loaded(server: &TestServer, page: &str) -> BTreeMap<String, String> {
    let mut named = assets_of(get(server, page).text());
    named.retain(|address| address.ends_with(".js") || address.ends_with(".css"));
    let load = |address: String| {
        let answer = get(server, &address);
        assert_eq!(answer.status, 200, "{address}");
        (address, answer.text().to_owned())
    };
    named.into_iter().map(load).collect()
}
