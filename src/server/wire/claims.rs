//! What a signed token says.

use serde::{Deserialize, Serialize};

/// The claims of a token, as RFC 7519 names them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::server) struct Claims {
    /// Who it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::server) sub: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(default)]
    pub(in crate::server) iat: u64,
    /// Until when it holds.
    pub(in crate::server) exp: u64,
    /// Globs of the files that may be seen; all where there is no such claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::server) files: Option<Vec<String>>,
    /// What may be done, words joined by spaces: `read`, `write`; `read` where there is no such claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::server) scope: Option<String>,
}
