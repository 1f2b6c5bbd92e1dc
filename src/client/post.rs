//! One batch, posted once.

use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use ureq::http::{HeaderMap, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use super::roots::{NoRoots, certificates, provider};
use super::target::Target;

/// Posts to one channel of a server.
#[derive(Debug)]
pub struct Poster {
    agent: Agent,
    url: String,
    authorization: Option<String>,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It is in the channel.
    Accepted,
    /// Another try may succeed, perhaps not before a while.
    Again(String, Option<Duration>),
    /// The server will not have something in it: nothing of it was taken.
    Unfit(String),
    /// The server will not have anything from us.
    Refused(String),
}

/// A server that does not answer within so long has not got it.
const PATIENCE: Duration = Duration::from_secs(30);

/// No more is read of an answer, in bytes.
const MOST_ANSWER: u64 = 64 << 10;

/// What is read of an answer that refuses.
#[derive(Default, Deserialize)]
struct Problem {
    detail: Option<String>,
}

impl Poster {
    /// Posts to a channel.
    ///
    /// # Errors
    /// The server is to be reached securely, and no authority is known that could vouch for it.
    pub fn new(target: &Target, channel: &str) -> Result<Poster, NoRoots> {
        // Posts go where the address says: a proxy or a redirection would be another.
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        let config = match target.is_secure() {
            true => config.tls_config(tls()?),
            false => config,
        };
        let authorization = target.authorization().map(str::to_owned);
        Ok(Poster { agent: config.build().into(), url: target.channel(channel), authorization })
    }

    /// Posts entries under a key by which the server knows them again.
    pub fn post(&self, entries: &[String], key: &str, within: Duration) -> Posted {
        let mut body = entries.join("\n");
        body.push('\n');
        let request = self.agent.post(&self.url).config().timeout_global(Some(within.min(PATIENCE))).build();
        let mut request = request.content_type("application/x-ndjson").header("Idempotency-Key", key);
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        match request.send(body) {
            Ok(mut response) => {
                let (status, wait) = (response.status().as_u16(), retry_after(response.headers()));
                let text = response.body_mut().with_config().limit(MOST_ANSWER).read_to_string().unwrap_or_default();
                self.judge(status, wait, &text)
            }
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => Posted::Refused(error.to_string()),
            Err(error) => Posted::Again(format!("{} cannot be reached: {error}", self.url), None),
        }
    }

    fn judge(&self, status: u16, wait: Option<Duration>, text: &str) -> Posted {
        let problem: Problem = serde_json::from_str(text).unwrap_or_default();
        let detail = problem.detail.map(|detail| format!(": {detail}")).unwrap_or_default();
        let said = |hint: &str| format!("{} answers {status}{detail}{hint}", self.url);
        match status {
            200..=299 => Posted::Accepted,
            400 | 413 | 422 => Posted::Unfit(said("")),
            401 => {
                Posted::Refused(said("; give a token by --token or LOGBROOK_TOKEN, or USER:PASSWORD@ in the address"))
            }
            404 | 405 => Posted::Refused(said("; check the address, and the name of the channel")),
            408 | 429 | 500..=599 => Posted::Again(said(""), wait),
            _ => Posted::Refused(said("")),
        }
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Trusts whom this machine trusts.
fn tls() -> Result<TlsConfig, NoRoots> {
    let roots: Vec<_> = certificates()?.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    let config = TlsConfig::builder().provider(TlsProvider::Rustls).root_certs(RootCerts::new_with_certs(&roots));
    Ok(config.unversioned_rustls_crypto_provider(provider()).build())
}
