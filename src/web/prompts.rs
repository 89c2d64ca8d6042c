//! Sounds for whoever plays them. A sound's address is what it was made from, so it may be kept for good.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{App, Problem};
use crate::voice::SoundId;

/// Longer than any prompt lives; the most that caches look at.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `GET /prompts/<20 hex>.wav`
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) =
        name.map_err(|_| Problem::Malformed("the address is not UTF-8 once it is decoded".to_owned()))?;
    let id = SoundId::from_file_name(&name).ok_or(Problem::NotFound)?;
    let tag = HeaderValue::from_str(&format!("\"{id}\"")).map_err(|_| Problem::Fault)?;
    let about = [(header::CACHE_CONTROL, FOR_GOOD), (header::ETAG, tag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == tag) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let _place = app.hooks.place().await?;
    match app.voice.read(id).await {
        Ok(Some(wav)) => {
            Ok((about, [(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"))], wav).into_response())
        }
        Ok(None) => Err(Problem::NotFound),
        Err(fault) => {
            tracing::error!("{fault}");
            Err(Problem::Fault)
        }
    }
}
