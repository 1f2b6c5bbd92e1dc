//! The real binary as a server, which can be stopped in its tracks.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

/// A running server, killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Serves a directory on a free port.
    pub(crate) fn serve(directory: &Path) -> Process {
        Process::serve_with(directory, |_| {})
    }

    /// Serves a directory at an address, as one does after a restart.
    pub(crate) fn serve_at(directory: &Path, address: SocketAddr) -> Process {
        Process::serve_with(directory, |command| {
            command.env("LOGBROOK_BIND", address.to_string());
        })
    }

    /// The same with further arguments.
    pub(crate) fn serve_with(directory: &Path, change: impl FnOnce(&mut Command)) -> Process {
        Process::start(Command::new(env!("CARGO_BIN_EXE_logbrook")), directory, change)
    }

    /// The same by a script of the shell, which gets the binary as `$0` and its arguments.
    pub(crate) fn serve_by(script: &str, directory: &Path, change: impl FnOnce(&mut Command)) -> Process {
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(env!("CARGO_BIN_EXE_logbrook"));
        Process::start(command, directory, change)
    }

    /// Does the same as somebody who may not read everything: as nobody, where the tests are run by root.
    pub(crate) fn serve_unprivileged(directory: &Path) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
        if rustix::process::geteuid().is_root() {
            // The binary may stand where nobody else may look.
            let binary = directory.join(".logbrook");
            std::fs::copy(env!("CARGO_BIN_EXE_logbrook"), &binary).unwrap();
            command = Command::new(binary);
            command.uid(65_534).gid(65_534);
        }
        Process::start(command, directory, |_| {})
    }

    fn start(mut command: Command, directory: &Path, change: impl FnOnce(&mut Command)) -> Process {
        command.arg("serve").arg(directory).env("LOGBROOK_BIND", "127.0.0.1:0");
        command.env("XDG_CONFIG_HOME", directory.join(".config")).env("XDG_CACHE_HOME", directory.join(".cache"));
        command.env("XDG_STATE_HOME", directory.join(".state"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        change(&mut command);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/').parse().unwrap();
        Process { child, address }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a crash does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn end(mut self) {
        self.signal(Signal::TERM);
        self.child.wait().unwrap();
    }

    /// Stops it in its tracks.
    pub(crate) fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Returns its resident memory at this moment, in bytes.
    pub(crate) fn resident(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// Returns the most memory that was resident so far, in bytes.
    pub(crate) fn peak(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> u64 {
        let status = proc_file(self.id(), "status");
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
    }

    /// Counts its open descriptors.
    pub(crate) fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.id())).unwrap().count()
    }

    /// Counts its threads.
    pub(crate) fn threads(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/task", self.id())).unwrap().count()
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "what the system tells of a process is no log")]
fn proc_file(id: u32, name: &str) -> String {
    std::fs::read_to_string(format!("/proc/{id}/{name}")).unwrap()
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
