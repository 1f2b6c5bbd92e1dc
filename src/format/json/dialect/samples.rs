//! Sample lines of each dialect.

use crate::format::Sample;

pub(super) const JOURNALD: &[Sample] = &[];
pub(super) const CLEF: &[Sample] = &[];
pub(super) const GELF: &[Sample] = &[];
pub(super) const DOCKER: &[Sample] = &[];
pub(super) const MONGODB: &[Sample] = &[];
pub(super) const BUNYAN: &[Sample] = &[];
pub(super) const PINO: &[Sample] = &[];
pub(super) const GCLOUD: &[Sample] = &[];
pub(super) const ECS: &[Sample] = &[];
pub(super) const TRAEFIK: &[Sample] = &[];
pub(super) const CADDY: &[Sample] = &[];
pub(super) const ZAP: &[Sample] = &[];
pub(super) const STRUCTLOG: &[Sample] = &[];
pub(super) const SLOG: &[Sample] = &[];
pub(super) const LOGRUS: &[Sample] = &[];
pub(super) const ZEROLOG: &[Sample] = &[];
pub(super) const WINSTON: &[Sample] = &[];
pub(super) const PYTHON: &[Sample] = &[];
pub(super) const JSON: &[Sample] = &[];
