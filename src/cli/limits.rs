//! How much clients may ask for, as it is typed.

use clap::Args;

/// How much clients may ask for, and how long they may take.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitOptions {
    /// How many connections may be open at once [default: 20000, and no more than there are file descriptors for]
    #[arg(long, value_name = "COUNT")]
    pub max_connections: Option<String>,
    /// How many of them may come from one address [default: three quarters of them]
    #[arg(long, value_name = "COUNT")]
    pub max_connections_per_address: Option<String>,
    /// How many searches may be answered at once [default: 512]
    #[arg(long, value_name = "COUNT")]
    pub max_searches: Option<String>,
    /// How many of them may come from one address [default: 128]
    #[arg(long, value_name = "COUNT")]
    pub max_searches_per_address: Option<String>,
    /// How much memory the words and expressions of all searches and followers may take; half of it for one address [default: 512MiB]
    #[arg(long, value_name = "SIZE")]
    pub max_search_memory: Option<String>,
    /// How many requests a second one address may make; it may save up those of ten seconds [default: no limit]
    #[arg(long, value_name = "COUNT")]
    pub max_requests_per_second: Option<String>,
    /// How many wrong passwords or tokens one address may try in a minute [default: 20]
    #[arg(long, value_name = "COUNT")]
    pub max_failed_logins: Option<String>,
    /// How long the head of a request may take [default: 10s]
    #[arg(long, value_name = "SPAN")]
    pub head_timeout: Option<String>,
    /// How long nothing may come of the body of a request; all of a post may take 60s, or as long as this if that is longer [default: 30s]
    #[arg(long, value_name = "SPAN")]
    pub body_timeout: Option<String>,
    /// How long a connection is kept on which nothing is asked [default: 30s]
    #[arg(long, value_name = "SPAN")]
    pub idle_timeout: Option<String>,
    /// How long a client may take nothing of its answer before it is given up [default: 30m]
    #[arg(long, value_name = "SPAN")]
    pub stall_timeout: Option<String>,
    /// How many files and connections may be open together [default: as many as the system allows]
    #[arg(long, value_name = "COUNT")]
    pub max_open_files: Option<String>,
}
