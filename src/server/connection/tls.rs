//! Encryption: TLS 1.2 and 1.3 with a certificate that may be renewed while the server runs.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use actix_web::http::StatusCode;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::{bare, linger};
use crate::config::{ConfigError, TlsConfig};
use crate::server::error::Problem;
use crate::server::state::State;

/// What encrypts connections.
pub(in crate::server) struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
    files: Mutex<TlsConfig>,
}

/// The certificate that is shown to whoever connects next.
#[derive(Debug)]
struct Certificate(RwLock<Arc<CertifiedKey>>);

/// The first byte of whoever begins a TLS handshake.
const HANDSHAKE: u8 = 22;

impl Tls {
    /// Begins with a certificate.
    pub(in crate::server) fn new(config: &TlsConfig) -> Result<Tls, rustls::Error> {
        let certificate = Arc::new(Certificate(RwLock::new(config.pair.clone())));
        let mut server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(certificate.clone());
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(server)), certificate, files: Mutex::new(config.clone()) })
    }

    /// Shows another certificate from now on; connections that are open keep theirs.
    pub(in crate::server) fn replace(&self, config: &TlsConfig) {
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = config.clone();
        *self.certificate.0.write().unwrap_or_else(PoisonError::into_inner) = config.pair.clone();
    }

    /// Reads the certificate anew where it or its key was written since; tells whether one was.
    pub(in crate::server) fn renew(&self) -> Result<bool, ConfigError> {
        let config = self.files.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !config.is_outdated() {
            return Ok(false);
        }
        self.replace(&config.reload()?);
        Ok(true)
    }

    /// Agrees on an encryption with a client.
    pub(super) async fn accept(
        &self,
        stream: TcpStream,
        longest: Duration,
        state: &State,
    ) -> io::Result<TlsStream<TcpStream>> {
        let handshake = async {
            let mut first = [0];
            if stream.peek(&mut first).await? == 1 && first[0] != HANDSHAKE {
                return Err(refuse_plain(stream, state).await);
            }
            self.acceptor.accept(stream).await
        };
        timeout(longest, handshake).await?
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// Tells one who speaks plain HTTP what is spoken here.
async fn refuse_plain(mut stream: TcpStream, state: &State) -> io::Error {
    let detail = "this server speaks HTTPS; begin the address with https://";
    let outcome = stream.write_all(&bare::answer(&Problem::new(StatusCode::BAD_REQUEST, detail))).await;
    linger(stream, state);
    outcome.err().unwrap_or_else(|| io::Error::other("plain HTTP where HTTPS is spoken"))
}
