//! What systemd is told: that the server is there, that it lives, and that it ends.

use sd_notify::{NotifyState, notify, watchdog_enabled};
use tokio::time::interval;

use crate::server::Control;

/// Tells it; where systemd did not start us, nobody is told.
pub(super) fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = notify(states) {
        tracing::debug!(%error, "systemd could not be told");
    }
}

/// Says so often that the server lives as systemd wants to hear it, if it does; a server that hangs says nothing, and is started anew.
pub(super) async fn keep_alive(control: Control) {
    let Some(patience) = watchdog_enabled() else { return };
    let mut tick = interval(patience / 3);
    loop {
        tick.tick().await;
        let control = control.clone();
        if tokio::task::spawn_blocking(move || control.is_alive()).await.is_ok_and(|is_alive| is_alive) {
            tell(&[NotifyState::Watchdog]);
        }
    }
}
