// Stands for Tauri's own classes, which Gradle compiles from the crate: as far as our plugin uses them.
package app.tauri.plugin

import android.app.Activity
import android.content.Intent
import android.webkit.WebView

class JSObject {
  fun put(key: String, value: String?): JSObject = this

  fun put(key: String, value: Any?): JSObject = this
}

class Channel {
  fun send(data: JSObject) = Unit
}

class Invoke {
  fun <T> parseArgs(cls: Class<T>): T = cls.getDeclaredConstructor().newInstance()

  fun resolve(data: JSObject?) = Unit

  fun resolve() = Unit

  fun reject(msg: String?) = Unit
}

abstract class Plugin(private val activity: Activity) {
  open fun load(webView: WebView) {}

  open fun onNewIntent(intent: Intent) {}

  fun startActivityForResult(invoke: Invoke, intent: Intent, callbackName: String) {}

  protected fun requestPermissionForAlias(alias: String, invoke: Invoke, callbackName: String) {}
}
