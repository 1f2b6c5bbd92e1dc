//! `GET /api/logs/follow`: a WebSocket over which files are followed.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, UPGRADE};
use actix_web::web::{Data, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use tokio::sync::mpsc;

use crate::follow::Subscription;
use crate::server::access::Grant;
use crate::server::client;
use crate::server::error::Problem;
use crate::server::live::outbox::{Framing, Outbox};
use crate::server::live::socket::Socket;
use crate::server::live::socket::frames::Frames;
use crate::server::live::socket::reader::{MOST_MESSAGE, Pulse, Reader};
use crate::server::parameters::Parameters;
use crate::server::state::State;

/// What a client says waits for its turn in so many places; it is read no further then.
const MOST_COMMANDS: usize = 8;

/// Refuses what is wrong while it still can; then upgrades the connection, and talks.
pub(in crate::server) async fn follow(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::parse(request.query_string())?;
    let framing = Framing { batch: flag(&mut parameters, "batch")?, gzip: gzip(&mut parameters)? };
    let context = state.scanner.context();
    let first = match parameters.is_empty() {
        true => None,
        false => Some(Subscription::parse(parameters.pairs(), &context)?),
    };
    if !request.headers().get(UPGRADE).is_some_and(is_websocket) {
        let detail = "this address speaks WebSocket; for plain HTTP ask the stream with follow=true";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let limits = state.follow_limits;
    let admitted = state.admit_follower(client::address(&request))?;
    let handshake =
        |_: actix_web::Error| Problem::new(StatusCode::BAD_REQUEST, "this is no WebSocket handshake of version 13");
    let mut frames = Frames::bounded(body.into_inner(), MOST_MESSAGE);
    let body = Payload::from_request(&request, &mut frames).await.map_err(handshake)?;
    let (response, session, messages) = actix_ws::handle(&request, body).map_err(handshake)?;
    let pulse = Arc::new(Pulse::new());
    let (sender, commands) = mpsc::channel(MOST_COMMANDS);
    let reader = Reader {
        messages: messages.max_frame_size(MOST_MESSAGE),
        session: session.clone(),
        pulse: pulse.clone(),
        commands: sender,
        context,
        patience: limits.patience,
        longest: state.limits().body_timeout,
    };
    let outbox = Outbox::new(session, framing, limits.patience);
    let socket = Socket::new(state.into_inner(), outbox, pulse, (admitted, grant));
    actix_web::rt::spawn(reader.run());
    actix_web::rt::spawn(socket.run(first, commands));
    Ok(response)
}

/// Tells whether an `Upgrade` asks for this.
pub(in crate::server) fn is_websocket(upgrade: &HeaderValue) -> bool {
    upgrade.as_bytes().eq_ignore_ascii_case(b"websocket")
}

fn flag(parameters: &mut Parameters, name: &str) -> Result<bool, Problem> {
    match parameters.take(name)?.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Problem::parameter(name, "must be true or false")),
    }
}

fn gzip(parameters: &mut Parameters) -> Result<bool, Problem> {
    match parameters.take("compress")?.as_deref() {
        None => Ok(false),
        Some("gzip") => Ok(true),
        Some(_) => Err(Problem::parameter("compress", "must be gzip")),
    }
}
