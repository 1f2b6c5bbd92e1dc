//! A server in this process, on a free port, until it is dropped.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use logbrook::channel::{FileStore, Store};
use logbrook::config::ServerConfig;
use logbrook::scan::{Scanner, Settings};
use logbrook::server::Application;
use logbrook::source::{CHANNELS, FileSource, MemorySource, Source, StateDirectory, WithChannels};
use tokio::sync::oneshot;

/// How long files that nobody follows any more are kept, so that no test waits long until they are let go of.
const LINGER: Duration = Duration::from_secs(2);

pub(crate) struct TestServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// Serves a source.
    pub(crate) fn over(source: Arc<dyn Source>) -> TestServer {
        TestServer::with(source, |_| {})
    }

    /// Serves a directory.
    pub(crate) fn of_directory(directory: &Path) -> TestServer {
        TestServer::of_directory_with(directory, |_| {})
    }

    /// Serves a directory with a changed configuration.
    pub(crate) fn of_directory_with(directory: &Path, change: impl FnOnce(&mut ServerConfig)) -> TestServer {
        TestServer::with(Arc::new(FileSource::new(&[directory.to_owned()]).unwrap()), change)
    }

    /// Serves files that hold these texts.
    pub(crate) fn of(files: &[(&str, &str)]) -> TestServer {
        let source = MemorySource::new();
        for (name, content) in files {
            source.put(name, content.as_bytes());
        }
        TestServer::over(Arc::new(source))
    }

    /// Serves a source with a changed configuration.
    pub(crate) fn with(source: Arc<dyn Source>, change: impl FnOnce(&mut ServerConfig)) -> TestServer {
        TestServer::start(changed(change), source, None)
    }

    /// Serves a directory, and channels that are kept in another one.
    pub(crate) fn with_channels(directory: &Path, state: &Path, change: impl FnOnce(&mut ServerConfig)) -> TestServer {
        let config = changed(change);
        let state = Arc::new(StateDirectory::open(state).unwrap());
        let channels = state.path().join(CHANNELS);
        let store = FileStore::open(state, config.channels.settings.clone()).unwrap();
        let files = Arc::new(FileSource::apart_from(&[directory.to_owned()], &[CHANNELS]).unwrap());
        let channels = Arc::new(FileSource::mounted(CHANNELS, &channels).unwrap());
        TestServer::start(config, Arc::new(WithChannels::new(channels, files)), Some(Box::new(store)))
    }

    fn start(config: ServerConfig, source: Arc<dyn Source>, store: Option<Box<dyn Store>>) -> TestServer {
        let (sender, receiver) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let settings = Settings { workers: 2, ..Settings::default() };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let scanner = Scanner::new(source, settings).unwrap();
                let application = Application::build_with(&config, scanner, store, None).unwrap();
                sender.send(application.address()).unwrap();
                application.run_until_stopped(async { stopped.await.unwrap_or(()) }).await.unwrap();
            });
        });
        let address = receiver.recv_timeout(Duration::from_secs(10)).expect("the server starts");
        TestServer { address, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks the server to stop, as a signal does.
    pub(crate) fn ask_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until the server has stopped.
    pub(crate) fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server does not panic");
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.ask_to_stop();
        if !std::thread::panicking() {
            self.join();
        }
    }
}

/// Returns the usual configuration with a change.
fn changed(change: impl FnOnce(&mut ServerConfig)) -> ServerConfig {
    let mut config = ServerConfig {
        bind: "127.0.0.1:0".parse().unwrap(),
        title: "tests".to_owned(),
        follow: logbrook::follow::Settings { linger: LINGER, ..logbrook::follow::Settings::default() },
        ..ServerConfig::default()
    };
    change(&mut config);
    config
}
