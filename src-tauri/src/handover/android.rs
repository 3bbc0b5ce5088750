//! Android opens a file with another app only when it is lent to it: the opener plugin does not lend.

use std::path::Path;

use handbook_wire::ErrorCode;
use jni::JNIEnv;
use jni::objects::{JClass, JObject, JValue};
use tauri::{AppHandle, Manager};

/// `Intent.FLAG_GRANT_READ_URI_PERMISSION`.
const LEND_FOR_READING: i32 = 1;
/// How long the system may take to begin.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// Shows the vCard at `path` to the app that takes contacts.
pub fn view(app: &AppHandle, path: &Path) -> Result<(), ErrorCode> {
    view_as(app, path, "text/x-vcard")
}

/// Shows the file at `path` to an app that takes that content type.
pub fn view_as(app: &AppHandle, path: &Path, media_type: &str) -> Result<(), ErrorCode> {
    let media_type = media_type.to_owned();
    let window = app.get_webview_window("main").ok_or(ErrorCode::Internal)?;
    let path = path.to_str().ok_or(ErrorCode::Internal)?.to_owned();
    let (tell, told) = std::sync::mpsc::channel();
    window
        .with_webview(move |webview| {
            webview.jni_handle().exec(move |env, activity, _| {
                let begun = begin(env, activity, &path, &media_type);
                if begun.is_err() {
                    // No app that takes it: the exception is told as a failure.
                    let _ = env.exception_clear();
                }
                let _ = tell.send(begun.is_ok());
            });
        })
        .map_err(|_| ErrorCode::Internal)?;
    match told.recv_timeout(PATIENCE) {
        Ok(true) => Ok(()),
        _ => Err(ErrorCode::Internal),
    }
}

/// `startActivity(Intent(ACTION_VIEW).setDataAndType(lent file, its type).addFlags(lend))`.
fn begin(
    env: &mut JNIEnv<'_>,
    activity: &JObject<'_>,
    path: &str,
    media_type: &str,
) -> jni::errors::Result<()> {
    let path = env.new_string(path)?;
    let file = env.new_object("java/io/File", "(Ljava/lang/String;)V", &[(&path).into()])?;
    let package = env
        .call_method(activity, "getPackageName", "()Ljava/lang/String;", &[])?
        .l()?;
    let ending = env.new_string(".fileprovider")?;
    let authority = env
        .call_method(
            &package,
            "concat",
            "(Ljava/lang/String;)Ljava/lang/String;",
            &[(&ending).into()],
        )?
        .l()?;
    let provider = class(env, activity, "androidx.core.content.FileProvider")?;
    let lent = env
        .call_static_method(
            provider,
            "getUriForFile",
            "(Landroid/content/Context;Ljava/lang/String;Ljava/io/File;)Landroid/net/Uri;",
            &[activity.into(), (&authority).into(), (&file).into()],
        )?
        .l()?;
    let action = env.new_string("android.intent.action.VIEW")?;
    let intent = env.new_object(
        "android/content/Intent",
        "(Ljava/lang/String;)V",
        &[(&action).into()],
    )?;
    let kind = env.new_string(media_type)?;
    env.call_method(
        &intent,
        "setDataAndType",
        "(Landroid/net/Uri;Ljava/lang/String;)Landroid/content/Intent;",
        &[(&lent).into(), (&kind).into()],
    )?;
    env.call_method(
        &intent,
        "addFlags",
        "(I)Landroid/content/Intent;",
        &[JValue::Int(LEND_FOR_READING)],
    )?;
    env.call_method(
        activity,
        "startActivity",
        "(Landroid/content/Intent;)V",
        &[(&intent).into()],
    )?;
    Ok(())
}

/// A class of a library that is packed with the app: the system's loader does not know it.
fn class<'e>(
    env: &mut JNIEnv<'e>,
    activity: &JObject<'_>,
    name: &str,
) -> jni::errors::Result<JClass<'e>> {
    let loader = env
        .call_method(activity, "getClassLoader", "()Ljava/lang/ClassLoader;", &[])?
        .l()?;
    let name = env.new_string(name)?;
    let found = env
        .call_method(
            &loader,
            "loadClass",
            "(Ljava/lang/String;)Ljava/lang/Class;",
            &[(&name).into()],
        )?
        .l()?;
    Ok(found.into())
}
