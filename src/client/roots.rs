//! Whom a secure connection trusts: the certificate authorities of this machine.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use thiserror::Error;

/// No authority is known, so that no certificate can be checked.
#[derive(Debug, Error)]
#[error("no certificate authority is known here ({0}); install ca-certificates, or name a file by SSL_CERT_FILE")]
pub struct NoRoots(String);

/// Returns the authorities' certificates.
pub(super) fn certificates() -> Result<Vec<CertificateDer<'static>>, NoRoots> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let why = found.errors.first().map_or_else(|| "none is installed".to_owned(), ToString::to_string);
        return Err(NoRoots(why));
    }
    Ok(found.certs)
}

/// Returns what encrypts.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
