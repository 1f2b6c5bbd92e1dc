//! The certificate of the server and its key.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::{ConfigError, file, value};
use crate::cli::AccessOptions;

/// Where the certificate stands, and what was read of it.
#[derive(Clone, Debug)]
pub struct TlsConfig {
    /// The certificate with its chain, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
    /// Both, as they were when this was read.
    pub pair: Arc<CertifiedKey>,
    written: Written,
}

/// When each of both was written, and how long it is.
type Written = [Option<(SystemTime, u64)>; 2];

impl TlsConfig {
    /// Reads the options and the files that they name; `None` where there are none.
    ///
    /// # Errors
    /// A file that cannot be read, holds nothing of its kind, or a key of another certificate.
    pub fn read(typed: &AccessOptions) -> Result<Option<TlsConfig>, ConfigError> {
        let without = |option, other: &str, path: &Path| {
            value::wrong(option, &format!("needs {other} beside it"), &path.to_string_lossy())
        };
        match (&typed.tls_cert, &typed.tls_key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => TlsConfig::load(certificate, key).map(Some),
            (Some(certificate), None) => Err(without("--tls-cert", "--tls-key", certificate)),
            (None, Some(key)) => Err(without("--tls-key", "--tls-cert", key)),
        }
    }

    /// Reads the same files anew.
    ///
    /// # Errors
    /// As [`TlsConfig::read`].
    pub fn reload(&self) -> Result<TlsConfig, ConfigError> {
        TlsConfig::load(&self.certificate, &self.key)
    }

    /// Tells whether the certificate or its key was written since they were read.
    pub fn is_outdated(&self) -> bool {
        written(&self.certificate, &self.key) != self.written
    }

    fn load(certificate: &Path, key: &Path) -> Result<TlsConfig, ConfigError> {
        // What is written while it is read is read again.
        let written = written(certificate, key);
        let malformed = |path: &Path, detail: String| ConfigError::Malformed { path: path.to_owned(), detail };
        let chain = CertificateDer::pem_slice_iter(file::read(certificate)?.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| malformed(certificate, format!("is no certificate in PEM: {error}")))?;
        if chain.is_empty() {
            return Err(malformed(certificate, "holds no certificate in PEM".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_slice(file::read(key)?.as_bytes())
            .map_err(|error| malformed(key, format!("is no private key in PEM: {error}")))?;
        let pair = CertifiedKey::from_der(chain, private, &ring::default_provider())
            .map_err(|error| malformed(key, format!("does not go with the certificate: {error}")))?;
        Ok(TlsConfig { certificate: certificate.to_owned(), key: key.to_owned(), pair: Arc::new(pair), written })
    }
}

/// Returns what tells whether the files were renewed.
fn written(certificate: &Path, key: &Path) -> Written {
    [certificate, key].map(|path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    })
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test changes its own file")]
    fn a_renewed_certificate_is_noticed_though_it_is_older_than_the_key() {
        let home = tempfile::tempdir().unwrap();
        let (certificate, key) = (home.path().join("cert.pem"), home.path().join("key.pem"));
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let config = TlsConfig::load(&certificate, &key).unwrap();
        assert!(!config.is_outdated());
        let earlier = SystemTime::now() - Duration::from_secs(3600);
        File::options().write(true).open(&certificate).unwrap().set_modified(earlier).unwrap();
        assert!(config.is_outdated());
        assert!(!config.reload().unwrap().is_outdated());
    }
}
