//! The web server: one engine behind pages, an NDJSON stream and plain downloads.
//!
//! A request passes `connection` (bytes), `middleware` (who may ask, and how every answer is dressed), `routes` (what is
//! asked for) and one handler in `pages`, `assets` or `api`.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_http::HttpService;
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use thiserror::Error;
use tokio::sync::watch;

use crate::channel::{Channels, Overview, Rules, Store};
use crate::config::ServerConfig;
use crate::follow::Hub;
use crate::scan::Scanner;
use connection::Connection;
use ingest::{ChannelState, Ingest, Rates};
use state::State;

mod api;
mod assets;
mod connection;
mod error;
mod ingest;
mod live;
mod middleware;
mod pages;
mod parameters;
mod routes;
mod state;
mod wire;

/// A server that is bound to its address and answers as soon as it runs.
pub struct Application {
    server: Server,
    address: SocketAddr,
    url: String,
    stop: watch::Sender<bool>,
    /// What takes in what clients write, if anything does.
    ingest: Option<Arc<Ingest>>,
}

/// Why a server cannot start.
#[derive(Debug, Error)]
pub enum BuildError {
    /// Another program listens there.
    #[error("{0} is in use by another program; stop that, or choose another with --bind {ip}:0", ip = .0.ip())]
    InUse(SocketAddr),
    /// The address cannot be bound.
    #[error("{address} cannot be bound: {source}")]
    Bind {
        /// The address as it was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The thread that follows files cannot be started.
    #[error("the thread that follows files cannot be started: {0}")]
    Follow(io::Error),
    /// The thread that writes channels cannot be started.
    #[error("the thread that writes channels cannot be started: {0}")]
    Channels(io::Error),
}

/// How many connections may wait to be accepted.
const BACKLOG: u16 = 1_024;

/// A connection between two requests is kept for as long as a reader is likely to click again.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// How long an answered client may take to close its side.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Streams are told of the stop at once and end by themselves; what still hangs then is cut, so that 5 s are kept.
const SHUTDOWN_SECONDS: u64 = 3;

/// The dispatcher asks a body for more only when everything before it went out: answers are paced to the client, heads go
/// first, and a record that tells of a fault is sent before the body breaks off.
const WRITE_BUFFER: usize = 1;

impl Application {
    /// Binds the address and starts the workers, where nothing is written. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// A [`BuildError`] where the address cannot be bound.
    pub fn build(config: &ServerConfig, scanner: Scanner) -> Result<Application, BuildError> {
        Application::build_with(config, scanner, None)
    }

    /// The same, with a place where clients write channels, which the scanner's source shows.
    ///
    /// # Errors
    /// A [`BuildError`] where the address cannot be bound.
    pub fn build_with(
        config: &ServerConfig,
        scanner: Scanner,
        store: Option<Box<dyn Store>>,
    ) -> Result<Application, BuildError> {
        let bind = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => BuildError::InUse(config.bind),
            _ => BuildError::Bind { address: config.bind, source },
        };
        let listener = TcpListener::bind(config.bind).map_err(bind)?;
        rustix::net::listen(&listener, BACKLOG.into()).map_err(|error| bind(error.into()))?;
        let address = listener.local_addr().map_err(bind)?;
        let (stop, stopping) = watch::channel(false);
        let scanner = Arc::new(scanner);
        let hub = Arc::new(Hub::start(scanner.clone(), config.follow.clone()).map_err(BuildError::Follow)?);
        let ingest =
            store.map(|store| ingest(config, &scanner, &hub, store)).transpose().map_err(BuildError::Channels)?;
        let channels =
            ChannelState { overview: Overview::default(), ttl: config.channels.settings.ttl, ingest: ingest.clone() };
        let state = Arc::new(State::new(config, (scanner, hub, channels), address, stopping));
        let server = serve(listener, &state).map_err(bind)?;
        let url = format!("http://{address}{}/", config.base_path);
        Ok(Application { server, address, url, stop, ingest })
    }

    /// Returns the address that is bound, with its true port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address to open in a browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves until `stopped` is ready, then tells open streams, lets them end, and returns.
    ///
    /// # Errors
    /// Whatever ends the accept loop.
    pub async fn run_until_stopped(self, stopped: impl Future<Output = ()>) -> io::Result<()> {
        let Application { server, stop, ingest, .. } = self;
        let handle = server.handle();
        let stopping = async {
            stopped.await;
            stop.send_replace(true);
            handle.stop(true).await;
        };
        let (result, ()) = futures::future::join(server, stopping).await;
        if let Some(ingest) = ingest {
            // A connection that hangs may hold it still, but the place is free for another server.
            ingest.writer.stop();
        }
        result
    }
}

/// Starts to take in what clients write; whoever follows it is told at once.
fn ingest(
    config: &ServerConfig,
    scanner: &Scanner,
    hub: &Arc<Hub>,
    mut store: Box<dyn Store>,
) -> io::Result<Arc<Ingest>> {
    let hub = hub.clone();
    store.on_write(Box::new(move |file, is_new| hub.hint(file, is_new)));
    let settings = scanner.settings();
    let rules = Rules { zone: settings.zone.clone(), longest: settings.max_line };
    let channels = &config.channels;
    let rates = Rates::new(channels.most_rate);
    Ok(Arc::new(Ingest::new(rules, Channels::start(store)?, rates, channels.most_body, config.head_timeout)))
}

fn serve(listener: TcpListener, state: &Arc<State>) -> io::Result<Server> {
    let builder = Server::build().disable_signals().shutdown_timeout(SHUTDOWN_SECONDS);
    let draining = builder.graceful_shutdown_signal();
    let state = state.clone();
    let builder = builder.listen("logbrook", listener, move || {
        let draining = draining.clone();
        let app = map_config(routes::app(state.clone()).into_factory(), |()| AppConfig::default());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let draining = draining.clone();
                async move { draining.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .h1_allow_half_closed(false)
            .h1_write_buffer_size(WRITE_BUFFER)
            .h1(app);
        let state = state.clone();
        fn_service(move |io| std::future::ready(Ok(Connection::accept(io, &state)))).and_then(http)
    })?;
    Ok(builder.run())
}
