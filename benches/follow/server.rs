//! The real binary as a server, and what the system tells of it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running server, ended when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

/// What a process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) descriptors: usize,
    pub(crate) watches: usize,
    pub(crate) threads: usize,
    /// Resident memory, in bytes.
    pub(crate) memory: u64,
}

impl Server {
    pub(crate) fn start(directory: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
        command.arg("serve").arg(directory).args(["--bind", "127.0.0.1:0", "--index", "off"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/').parse().unwrap();
        Server { child, address }
    }

    pub(crate) fn held(&self) -> Held {
        let process = format!("/proc/{}", self.child.id());
        let count = |below: &str| std::fs::read_dir(format!("{process}/{below}")).unwrap().count();
        let infos = std::fs::read_dir(format!("{process}/fdinfo")).unwrap();
        let texts = infos.filter_map(|info| std::fs::read_to_string(info.unwrap().path()).ok());
        let watches = texts.map(|text| text.lines().filter(|line| line.starts_with("inotify wd:")).count()).sum();
        Held { descriptors: count("fd"), watches, threads: count("task"), memory: self.memory() }
    }

    /// Returns its resident memory, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
