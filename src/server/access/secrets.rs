//! Comparing secrets in constant time, and tokens that are signed.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use ring::digest::{SHA256, digest};
use subtle::{Choice, ConstantTimeEq};

use super::hmac;
use crate::config::Secret;
use crate::server::wire::claims::Claims;

/// The one way of signing: what a token says of its own algorithm is not believed.
const ALGORITHM: Algorithm = Algorithm::HS256;

/// Tells whether a text is one of some secrets; how long this takes does not depend on how much of it is right.
pub(super) fn is_among(shown: &str, secrets: &[Secret]) -> bool {
    let hash = digest(&SHA256, shown.as_bytes());
    let is_same = |secret: &Secret| hash.as_ref().ct_eq(digest(&SHA256, secret.bytes()).as_ref());
    secrets.iter().fold(Choice::from(0), |found, secret| found | is_same(secret)).into()
}

/// Signs what a token says; `None` where the system's cryptography fails.
pub(in crate::server) fn sign(claims: &Claims, key: &Secret) -> Option<String> {
    hmac::install();
    encode(&Header::new(ALGORITHM), claims, &EncodingKey::from_secret(key.bytes())).ok()
}

/// Returns what a token says, where its signature is right and it still holds.
pub(super) fn verify(token: &str, key: &Secret) -> Option<Claims> {
    hmac::install();
    let mut validation = Validation::new(ALGORITHM);
    validation.leeway = 0;
    // At its end it has expired (RFC 7519, 4.1.4).
    validation.reject_tokens_expiring_in_less_than = 1;
    validation.validate_nbf = true;
    decode(token, &DecodingKey::from_secret(key.bytes()), &validation).ok().map(|token| token.claims)
}
