//! Sample lines of proxies and load balancers.

use crate::format::Sample;

pub(super) const HAPROXY: &[Sample] = &[];
pub(super) const ELB: &[Sample] = &[];
pub(super) const TRAEFIK: &[Sample] = &[];
pub(super) const UWSGI: &[Sample] = &[];
