// Stands for the window's classes, which the Tauri CLI writes.
package kr.or.kemc.handbook

import android.webkit.WebView
import androidx.activity.ComponentActivity

abstract class TauriActivity : ComponentActivity() {
  open fun onWebViewCreate(webView: WebView) {}
}
