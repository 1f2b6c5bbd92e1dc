//! The web server: one engine behind pages, an NDJSON stream and plain downloads.
//!
//! A request passes `connection` (bytes), `middleware` (who may ask, and how every answer is dressed), `routes` (what is
//! asked for) and one handler in `pages`, `assets` or `api`.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use thiserror::Error;
use tokio::sync::watch;

use crate::channel::{Bridge, Bridged, Channels, Foreign, Overview, Rules, Store};
use crate::config::{ConfigError, Secret, ServerConfig};
use crate::follow::Hub;
use crate::index::Index;
use crate::scan::Scanner;
use connection::Connection;
use connection::tls::Tls;
use ingest::{ChannelState, Ingest, Rates};
use state::State;

mod access;
mod admission;
mod api;
mod assets;
mod body;
mod client;
mod connection;
mod error;
mod ingest;
mod live;
mod login;
mod metrics;
mod middleware;
mod pages;
mod parameters;
mod rate;
mod routes;
mod state;
mod wire;

/// A server that is bound to its address and answers as soon as it runs.
pub struct Application {
    server: Server,
    state: Arc<State>,
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
    /// The certificate cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Tls(tokio_rustls::rustls::Error),
    /// The thread that follows files cannot be started.
    #[error("the thread that follows files cannot be started: {0}")]
    Follow(io::Error),
    /// The thread that writes channels cannot be started.
    #[error("the thread that writes channels cannot be started: {0}")]
    Channels(io::Error),
}

/// How many connections may wait to be accepted.
const BACKLOG: u16 = 1_024;

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
        Application::build_with(config, scanner, None, None)
    }

    /// The same, with a place where clients write channels, which the scanner's source shows, and with the index that it uses.
    ///
    /// # Errors
    /// A [`BuildError`] where the address cannot be bound.
    pub fn build_with(
        config: &ServerConfig,
        scanner: Scanner,
        store: Option<Box<dyn Store>>,
        index: Option<Arc<Index>>,
    ) -> Result<Application, BuildError> {
        let bind = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => BuildError::InUse(config.bind),
            _ => BuildError::Bind { address: config.bind, source },
        };
        let listener = TcpListener::bind(config.bind).map_err(bind)?;
        rustix::net::listen(&listener, BACKLOG.into()).map_err(|error| bind(error.into()))?;
        Application::on(listener, config, scanner, store, index)
    }

    /// Starts the workers on a socket that listens already. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// A [`BuildError`] where the socket cannot be used.
    pub fn on(
        listener: TcpListener,
        config: &ServerConfig,
        scanner: Scanner,
        store: Option<Box<dyn Store>>,
        index: Option<Arc<Index>>,
    ) -> Result<Application, BuildError> {
        let bind = |source: io::Error| BuildError::Bind { address: config.bind, source };
        let address = listener.local_addr().map_err(bind)?;
        let (stop, stopping) = watch::channel(false);
        let scanner = Arc::new(scanner);
        let hub = Arc::new(Hub::start(scanner.clone(), config.follow.clone()).map_err(BuildError::Follow)?);
        let ingest =
            store.map(|store| ingest(config, &scanner, &hub, store)).transpose().map_err(BuildError::Channels)?;
        let bridges = bridges(config, &scanner, ingest.as_deref()).map_err(BuildError::Channels)?;
        let channels = ChannelState {
            overview: Overview::default(),
            ttl: config.channels.settings.ttl,
            bridges: Mutex::new(bridges),
            ingest: ingest.clone(),
        };
        let tls = config.tls.as_ref().map(Tls::new).transpose().map_err(BuildError::Tls)?.map(Arc::new);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let state = Arc::new(State::new(config, (scanner, hub, channels, index), address, stopping, tls));
        let server = serve(listener, &state).map_err(bind)?;
        let url = format!("{scheme}://{address}{}/", config.base_path);
        Ok(Application { server, state, address, url, stop, ingest })
    }

    /// Returns the address that is bound, with its true port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address to open in a browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the address of the page that shows a file, and follows it.
    pub fn page_of(&self, file: &str) -> String {
        format!("{}{}", self.url, routes::followed(file))
    }

    /// Returns what writes to channels without a request, and what makes lines for it; `None` where nothing can be written.
    pub fn writer(&self) -> Option<(Arc<Channels>, Foreign)> {
        let ingest = self.ingest.as_ref()?;
        let foreign = Foreign::new(&ingest.rules, &self.state.scanner.settings().formats);
        Some((ingest.writer.clone(), foreign))
    }

    /// Returns what changes the server while it runs.
    pub fn control(&self) -> Control {
        Control(self.state.clone())
    }

    /// Serves until `stopped` is ready, then tells open streams, lets them end, and returns.
    ///
    /// # Errors
    /// Whatever ends the accept loop.
    pub async fn run_until_stopped(self, stopped: impl Future<Output = ()>) -> io::Result<()> {
        let Application { server, state, stop, ingest, .. } = self;
        let handle = server.handle();
        let stopping = async {
            stopped.await;
            stop.send_replace(true);
            state.channels.bridges().iter().for_each(Bridge::ask_to_stop);
            handle.stop(true).await;
        };
        let (result, ()) = futures::future::join(server, stopping).await;
        state.channels.bridges().clear();
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
    Ok(Arc::new(Ingest::new(
        rules,
        Arc::new(Channels::start(store)?),
        rates,
        channels.most_body,
        config.limits.body_timeout,
    )))
}

/// Starts to write what is published elsewhere.
fn bridges(config: &ServerConfig, scanner: &Scanner, ingest: Option<&Ingest>) -> io::Result<Vec<Bridge>> {
    let Some(ingest) = ingest else { return Ok(Vec::new()) };
    let formats = &scanner.settings().formats;
    let start =
        |bridged: &Bridged| Bridge::start(bridged.clone(), Foreign::new(&ingest.rules, formats), ingest.writer.clone());
    config.channels.bridges.iter().map(start).collect()
}

/// What a token allows.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// Whom it is for.
    pub name: Option<String>,
    /// The files that it shows, as globs; all where there are none.
    pub files: Vec<String>,
    /// Whether it is for writing to channels, and not for reading.
    pub writes: bool,
}

/// Makes a token that holds for a while; `None` where the system's cryptography fails.
pub fn sign_token(allowed: &Allowed, span: Duration, key: &Secret) -> Option<String> {
    let now = jsonwebtoken::get_current_timestamp();
    let files = (!allowed.files.is_empty()).then(|| allowed.files.clone());
    let scope = if allowed.writes { "write" } else { "read" };
    let claims = wire::claims::Claims {
        sub: allowed.name.clone(),
        iat: now,
        exp: now.saturating_add(span.as_secs()),
        files,
        scope: Some(scope.to_owned()),
    };
    access::secrets::sign(&claims, key)
}

/// Changes a server while it runs.
#[derive(Clone)]
pub struct Control(Arc<State>);

impl Control {
    /// Takes over who may ask and how much, and the certificate, from a new configuration; returns the options whose change needs a
    /// new start.
    pub fn change(&self, old: &ServerConfig, new: &ServerConfig) -> Vec<&'static str> {
        self.0.change(new);
        if let (Some(tls), Some(config)) = (&self.0.tls, &new.tls) {
            tls.replace(config);
        }
        let fixed = [
            ("--bind", old.bind != new.bind),
            ("--base-path", old.base_path != new.base_path),
            ("--tls-cert", old.tls.is_some() != new.tls.is_some()),
            ("--idle-timeout", old.limits.idle_timeout != new.limits.idle_timeout),
            ("--watch", old.follow.events != new.follow.events),
            ("--max-follows", old.follow_limits.all != new.follow_limits.all),
            ("--max-follows-per-address", old.follow_limits.per_address != new.follow_limits.per_address),
            ("--max-follow-files", old.follow.limits.files != new.follow.limits.files),
            ("--max-follow-files-in-all", old.follow.limits.files_in_all != new.follow.limits.files_in_all),
            ("--max-open-files", old.limits.open_files != new.limits.open_files),
        ];
        fixed.into_iter().filter(|(_, is_changed)| *is_changed).map(|(option, _)| option).collect()
    }

    /// Tells whether the threads of the server still give way to each other; waits for them.
    pub fn is_alive(&self) -> bool {
        self.0.hub.numbers();
        !*self.0.stopping.borrow()
    }

    /// Takes over the certificate where its file has changed.
    ///
    /// # Errors
    /// A file that cannot be used; the old certificate stays then.
    pub fn renew_certificate(&self) -> Result<bool, ConfigError> {
        self.0.tls.as_ref().map_or(Ok(false), |tls| tls.renew())
    }
}

fn serve(listener: TcpListener, state: &Arc<State>) -> io::Result<Server> {
    let builder = Server::build().disable_signals().shutdown_timeout(SHUTDOWN_SECONDS);
    let draining = builder.graceful_shutdown_signal();
    let state = state.clone();
    let idle_timeout = state.limits().idle_timeout;
    let builder = builder.listen("logbrook", listener, move || {
        let draining = draining.clone();
        let app = map_config(routes::app(state.clone()).into_factory(), |()| AppConfig::default());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let draining = draining.clone();
                async move { draining.notified().await }
            })
            .keep_alive(idle_timeout)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .h1_allow_half_closed(false)
            .h1_write_buffer_size(WRITE_BUFFER)
            .h1(app);
        let state = state.clone();
        let accept = move |stream| {
            let state = state.clone();
            async move { Connection::accept(stream, &state).await.map_err(DispatchError::Io) }
        };
        fn_service(accept).and_then(http)
    })?;
    Ok(builder.run())
}
