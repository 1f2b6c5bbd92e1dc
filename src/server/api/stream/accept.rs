//! The `Accept` header as another way to say `format=`.

use actix_web::http::header::HeaderValue;

/// Returns the format that a client likes best, where it is one that must be asked for.
///
/// A program that names JSON, or anything, gets the default.
pub(super) fn format(accept: Option<&HeaderValue>) -> Option<&'static str> {
    let ranges = accept?.to_str().ok()?.split(',').filter_map(range);
    // Of equals the first counts, so that a list is read in its order.
    let (best, _) = ranges.fold((None, 0.0), |(best, most), (format, quality)| match quality > most {
        true => (Some(format), quality),
        false => (best, most),
    });
    best.filter(|format| *format != "ndjson")
}

fn range(text: &str) -> Option<(&'static str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let format = match parts.next()?.to_ascii_lowercase().as_str() {
        "text/plain" => "text",
        "text/csv" => "csv",
        "application/x-ndjson" | "application/ndjson" | "application/json" | "*/*" | "application/*" => "ndjson",
        _ => return None,
    };
    let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |quality| quality.parse().ok())?;
    Some((format, quality))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_type_decides() {
        let cases = [
            ("text/plain", Some("text")),
            ("text/csv", Some("csv")),
            ("TEXT/CSV; charset=utf-8", Some("csv")),
            ("*/*", None),
            ("", None),
            ("image/png", None),
            ("application/x-ndjson, text/plain", None),
            ("text/plain;q=0.5, text/csv", Some("csv")),
            ("text/plain, */*;q=0.1", Some("text")),
            ("text/plain;q=0, */*", None),
            ("text/plain;q=x", None),
            ("text/html, application/xhtml+xml, */*;q=0.8", None),
        ];
        for (accept, expected) in cases {
            assert_eq!(format(Some(&HeaderValue::from_str(accept).unwrap())), expected, "{accept}");
        }
        assert_eq!(format(None), None);
    }
}
