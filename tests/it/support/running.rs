//! A command that runs until it is told to stop, and what it says meanwhile.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};

use super::{DEADLINE, LogDir, wait_until};

/// A running command, killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    stdout: Option<ChildStdout>,
    /// What it has printed and nobody has asked for.
    printed: Vec<u8>,
    told: Arc<Mutex<String>>,
    teller: Option<JoinHandle<()>>,
}

/// Prepares the real binary: nothing of the environment reaches it.
pub(crate) fn logbrook(home: &LogDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
    command.env_clear().env("HOME", home.path()).current_dir(home.path()).args(arguments).stdin(Stdio::null());
    command
}

impl Running {
    /// Starts a command.
    pub(crate) fn start(command: &mut Command) -> Running {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take();
        let told = Arc::new(Mutex::new(String::new()));
        let (telling, stderr) = (told.clone(), BufReader::new(child.stderr.take().unwrap()));
        let teller = std::thread::spawn(move || {
            for line in stderr.lines() {
                telling.lock().unwrap().push_str(&(line.unwrap() + "\n"));
            }
        });
        Running { child, stdout, printed: Vec::new(), told, teller: Some(teller) }
    }

    /// Waits for the next line that it prints.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        let end = Instant::now() + DEADLINE;
        loop {
            if let Some(at) = self.printed.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.printed.drain(..=at).collect();
                return String::from_utf8(line).unwrap().trim_end().to_owned();
            }
            assert!(Instant::now() < end, "no line came; it told: {}", self.told());
            self.read();
        }
    }

    /// Reads what it prints within a while.
    fn read(&mut self) {
        let stdout = self.stdout.as_mut().unwrap();
        let span = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
        if poll(&mut [PollFd::new(&*stdout, PollFlags::IN)], Some(&span)).unwrap() == 0 {
            return;
        }
        let mut part = [0; 64 << 10];
        let length = stdout.read(&mut part).unwrap();
        assert!(length > 0 || self.printed.contains(&b'\n'), "it has ended: {}", self.told());
        self.printed.extend_from_slice(&part[..length]);
    }

    /// Waits for so many lines.
    #[track_caller]
    pub(crate) fn lines(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.line()).collect()
    }

    /// Returns what it has said on stderr so far.
    pub(crate) fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Waits until it has said something on stderr.
    #[track_caller]
    pub(crate) fn wait_told(&self, text: &str) {
        wait_until(&format!("{text:?} is told"), || self.told().contains(text));
    }

    /// Takes its stdin.
    pub(crate) fn stdin(&mut self) -> ChildStdin {
        self.child.stdin.take().unwrap()
    }

    /// Writes to its stdin.
    pub(crate) fn write(&mut self, text: &str) {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// Stops to read what it prints, as `head` does.
    pub(crate) fn close(&mut self) {
        self.stdout = None;
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end; returns how it ended and all that it said on stderr.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> (Option<i32>, String) {
        let mut status: Option<ExitStatus> = None;
        wait_until("the command ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        self.teller.take().unwrap().join().unwrap();
        (status.unwrap().code(), self.told())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
