//! Who is granted what.

use actix_web::http::header::{HOST, HeaderMap, HeaderName, HeaderValue};

use super::credentials::cookie_name;
use super::*;
use crate::config::Passwords;

const USER: &str = "anna:$2y$04$HFP46KCCVYr4agNAkXOysu4fpRhEQmrFnlii8yh4iUirP8m4KCfzi";

fn config() -> AccessConfig {
    AccessConfig {
        tokens: vec![Secret::from("read-me")],
        write_tokens: vec![Secret::from("write-me")],
        passwords: Some(Passwords::parse(USER).unwrap()),
        signing_key: Some(Secret::from("0123456789abcdef0123456789abcdef")),
        user_header: Some("x-forwarded-user".to_owned()),
        proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..AccessConfig::default()
    }
}

fn claims(exp: u64) -> Claims {
    Claims { sub: None, iat: 0, exp, files: None, scope: None }
}

async fn ask(access: &Access, shown: Credentials) -> Result<Grant, Denied> {
    access.grant(&shown, None).await
}

#[tokio::test]
async fn each_way_grants_what_it_should_and_no_more() {
    let access = Access::new(config(), 100);
    let password = |user: &str, password: &str| Credentials::Password { user: user.into(), password: password.into() };
    let token = |token: &str| Credentials::Token(token.to_owned());
    for (shown, may) in [
        (token("read-me"), Ok((true, false))),
        (token("write-me"), Ok((false, true))),
        (token("read-mE"), Err(Denied::Wrong)),
        (token(""), Err(Denied::Wrong)),
        (password("anna", "s3cret"), Ok((true, false))),
        (password("anna", "s3cret"), Ok((true, false))),
        (password("anna", "S3cret"), Err(Denied::Wrong)),
        (password("ben", "s3cret"), Err(Denied::Wrong)),
        (Credentials::User("carl".to_owned()), Ok((true, false))),
        (Credentials::Nothing, Err(Denied::Unknown)),
        (Credentials::Malformed, Err(Denied::Wrong)),
        (Credentials::Session("x.y.z".to_owned()), Err(Denied::Unknown)),
    ] {
        let granted = ask(&access, shown.clone()).await.map(|grant| (grant.reads, grant.writes));
        assert_eq!(granted, may, "{shown:?}");
    }
}

#[tokio::test]
async fn where_nothing_is_configured_everybody_may_and_writing_may_need_a_token_of_its_own() {
    let open = Access::new(AccessConfig::default(), 100);
    for shown in [Credentials::Nothing, Credentials::Malformed, Credentials::Token("x".to_owned())] {
        assert!(ask(&open, shown).await.is_ok_and(|grant| grant.reads && grant.writes));
    }
    let write_tokens = vec![Secret::from("write-me")];
    let guarded = Access::new(AccessConfig { write_tokens, ..AccessConfig::default() }, 100);
    assert!(ask(&guarded, Credentials::Nothing).await.is_ok_and(|grant| grant.reads && !grant.writes));
    let token = Credentials::Token("write-me".to_owned());
    assert!(ask(&guarded, token).await.is_ok_and(|grant| grant.reads && grant.writes));
}

#[tokio::test]
async fn signed_tokens_hold_until_they_expire_and_say_what_they_allow() {
    let access = Access::new(config(), 100);
    let key = access.config.signing_key.clone().unwrap();
    let later = get_current_timestamp() + 60;
    let grant = |claims: Claims, key: &Secret| access.token(&sign(&claims, key).unwrap());
    assert!(grant(claims(later), &key).is_some_and(|grant| grant.reads && !grant.writes && grant.visible.is_none()));
    assert!(grant(claims(get_current_timestamp() - 1), &key).is_none(), "expired");
    assert!(grant(claims(later), &Secret::from("another key of thirty-two bytes..")).is_none());
    assert!(grant(claims(later), &access.session_key).is_none(), "a session is no token");
    let writer = Claims { scope: Some("write".to_owned()), ..claims(later) };
    assert!(grant(writer, &key).is_some_and(|grant| !grant.reads && grant.writes));
    let part = Claims { files: Some(vec!["app/*".to_owned()]), ..claims(later) };
    let visible = grant(part, &key).unwrap().visible.unwrap();
    assert!(visible.shows("app/x.log") && !visible.shows("db/x.log"));
    let nothing = Claims { files: Some(Vec::new()), ..claims(later) };
    assert!(!grant(nothing, &key).unwrap().visible.unwrap().shows("x.log"));
    assert!(grant(Claims { files: Some(vec!["[".to_owned()]), ..claims(later) }, &key).is_none(), "a bad glob");
    let whole = sign(&claims(later), &key).unwrap();
    let unsigned = format!("{}.{}.", "eyJhbGciOiJub25lIn0", whole.split('.').nth(1).unwrap());
    assert!(access.token(&unsigned).is_none(), "not signed at all");
}

#[tokio::test]
async fn a_session_ends_with_its_token_and_with_every_changed_secret() {
    let access = Access::new(config(), 100);
    let later = get_current_timestamp() + 60;
    let files = Some(vec!["a.log".to_owned()]);
    let granted = Grant::of(Claims { sub: Some("anna".to_owned()), files, ..claims(later) }).unwrap();
    let (cookie, span) = access.begin_session(&granted).unwrap();
    assert!(span <= Duration::from_secs(60));
    let session = access.session(&cookie).unwrap();
    assert!(session.is_session && session.reads && !session.writes);
    assert_eq!((session.name.as_deref(), session.until), (Some("anna"), Some(later)));
    let visible = session.visible.unwrap();
    assert!(visible.shows("a.log") && !visible.shows("b.log"));
    let nothing = Grant::of(Claims { files: Some(Vec::new()), ..claims(later) }).unwrap();
    let (cookie, _) = access.begin_session(&nothing).unwrap();
    assert!(!access.session(&cookie).unwrap().visible.unwrap().shows("a.log"), "a limit to no files is a limit");
    let changed = Access::new(AccessConfig { tokens: vec![Secret::from("other")], ..config() }, 100);
    assert!(changed.session(&cookie).is_none());
    let again = Access::new(config(), 100);
    assert!(again.session(&cookie).is_some(), "a restart ends no session");
}

#[tokio::test]
async fn where_only_a_proxy_says_who_asks_there_are_no_sessions() {
    let write_tokens = vec![Secret::from("write-me")];
    for write_tokens in [Vec::new(), write_tokens] {
        let proxied = AccessConfig { user_header: Some("x-user".to_owned()), write_tokens, ..AccessConfig::default() };
        let access = Access::new(proxied, 100);
        let (forged, _) = access.begin_session(&Grant::reader(None)).unwrap();
        assert_eq!(ask(&access, Credentials::Session(forged)).await.unwrap_err(), Denied::Unknown);
    }
}

#[test]
fn servers_on_other_ports_have_cookies_of_their_own() {
    let name = |host: Option<&str>| {
        let mut headers = HeaderMap::new();
        if let Some(host) = host {
            headers.append(HOST, HeaderValue::from_str(host).unwrap());
        }
        cookie_name(&headers)
    };
    assert_eq!(name(Some("localhost:7474")), "logbrook_7474");
    assert_eq!(name(Some("[::1]:80")), "logbrook_80");
    for none in [None, Some(""), Some("logs.example.org"), Some("[::1]"), Some("a:"), Some("a:b")] {
        assert_eq!(name(none), "logbrook", "{none:?}");
    }
}

#[tokio::test]
async fn whoever_is_wrong_too_often_waits() {
    let access = Access::new(config(), 3);
    let address = Some("192.0.2.1".parse().unwrap());
    let wrong = Credentials::Token("wrong".to_owned());
    for _ in 0..3 {
        assert_eq!(access.grant(&wrong, address).await.unwrap_err(), Denied::Wrong);
    }
    let right = Credentials::Token("read-me".to_owned());
    assert!(matches!(access.grant(&right, address).await, Err(Denied::TooManyAttempts(_))));
    assert!(access.grant(&right, Some("192.0.2.2".parse().unwrap())).await.is_ok());
    let claims = claims(get_current_timestamp() + 60);
    let long = Credentials::Token(sign(&claims, access.config.signing_key.as_ref().unwrap()).unwrap());
    assert!(access.grant(&long, address).await.is_ok(), "what cannot be guessed is let in");
    let password = Credentials::Password { user: "anna".to_owned(), password: "s3cret".to_owned() };
    assert!(matches!(access.grant(&password, address).await, Err(Denied::TooManyAttempts(_))));
}

#[tokio::test]
async fn attempts_that_are_made_at_the_same_time_are_counted_too() {
    let access = Access::new(config(), 20);
    let address = Some("192.0.2.1".parse().unwrap());
    let password = |password: &str| Credentials::Password { user: "anna".to_owned(), password: password.to_owned() };
    let ask = |shown: Vec<Credentials>| {
        let access = &access;
        futures::future::join_all(shown.into_iter().map(|shown| async move { access.grant(&shown, address).await }))
    };
    let right = ask(vec![password("s3cret"); 200]).await;
    assert!(right.iter().all(Result::is_ok), "what is right counts for nothing: {right:?}");
    let wrong = ask((0..600).map(|n| password(&n.to_string())).collect()).await;
    let checked = wrong.iter().filter(|denied| denied.as_ref().is_err_and(|denied| *denied == Denied::Wrong)).count();
    assert_eq!(checked, 20, "the others wait");
    let late = ask(vec![password("s3cret")]).await;
    assert!(matches!(late[..], [Err(Denied::TooManyAttempts(_))]), "{late:?}");
}

#[test]
fn credentials_are_taken_from_header_address_proxy_and_cookie_in_this_order() {
    let access = Access::new(config(), 100);
    let cookie = "a=b; logbrook=session; c=d";
    let all: [(&str, &str); 3] =
        [("authorization", "bearer  read-me"), ("x-forwarded-user", "carl"), ("cookie", cookie)];
    let of = |given: &[(&str, &str)], token: Option<&str>, peer: &str| {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap());
        }
        Credentials::of(&access, &headers, token, Some(peer.parse().unwrap()))
    };
    let token = |text: &str| Credentials::Token(text.to_owned());
    assert_eq!(of(&all, Some("link"), "10.0.0.1"), token("read-me"));
    assert_eq!(of(&all[1..], Some("link"), "10.0.0.1"), token("link"));
    assert_eq!(of(&all[1..], None, "10.0.0.1"), Credentials::User("carl".to_owned()));
    assert_eq!(of(&all[1..], None, "192.0.2.1"), Credentials::Session("session".to_owned()), "no proxy of ours");
    assert_eq!(of(&[], None, "10.0.0.1"), Credentials::Nothing);
    assert_eq!(of(&[all[1], all[1]], None, "10.0.0.1"), Credentials::Nothing, "named twice");
    let basic = Credentials::Password { user: "anna".to_owned(), password: "s3:cret".to_owned() };
    assert_eq!(of(&[("authorization", "Basic YW5uYTpzMzpjcmV0")], None, "192.0.2.1"), basic);
    for odd in ["Basic !", "Basic YQ==", "Digest x", "read-me", "", "Basic /w=="] {
        assert_eq!(of(&[("authorization", odd), all[1]], None, "10.0.0.1"), Credentials::Malformed, "{odd}");
    }
}
