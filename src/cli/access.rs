//! Who may ask, as it is typed.

use std::path::PathBuf;

use clap::Args;

/// Who may ask the server.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Access")]
pub struct AccessOptions {
    /// Whoever knows this may read; better in a file or in LOGBROOK_TOKEN, which other users of the machine do not see
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
    /// The file that holds such a token
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Whoever knows this may write to channels, and nothing else; without one nobody may, where --token or its like is given
    #[arg(long, value_name = "TOKEN")]
    pub write_token: Option<String>,
    /// The file that holds such a token
    #[arg(long, value_name = "FILE")]
    pub write_token_file: Option<PathBuf>,
    /// Users and their passwords, as `htpasswd -B` writes them (bcrypt), or as Argon2
    #[arg(long, value_name = "FILE")]
    pub htpasswd: Option<PathBuf>,
    /// The file with the secret, 32 bytes or more, that signs the tokens which `logbrook token` makes
    #[arg(long, value_name = "FILE")]
    pub jwt_key: Option<PathBuf>,
    /// The header in which a proxy says who asks, such as X-Forwarded-User; needs --trust-proxy
    #[arg(long, value_name = "NAME")]
    pub auth_header: Option<String>,
    /// The address or network of a proxy whose X-Forwarded-… headers are believed; may be repeated
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    pub trust_proxy: Vec<String>,
    /// Another name under which the server may be asked, such as logs.example or *.example; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub allow_host: Vec<String>,
    /// Another origin whose pages may ask, such as `https://dashboard.example`; may be repeated
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<String>,
    /// The certificate for HTTPS with its chain, in PEM; read anew when it changes
    #[arg(long, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key, in PEM
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
}
