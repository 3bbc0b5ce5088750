package kr.or.kemc.handbook

import android.content.res.Configuration
import android.graphics.Color
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import android.webkit.WebView
import androidx.activity.SystemBarStyle
import androidx.activity.enableEdgeToEdge
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat
import kr.or.kemc.handbook.device.Headless

/** The one window. What it shows is the page's; how it sits between the system's bars is said here. */
class MainActivity : TauriActivity() {
  private var page: WebView? = null

  override fun onCreate(savedInstanceState: Bundle?) {
    Headless.giveWay()
    enableEdgeToEdge(
      statusBarStyle = SystemBarStyle.auto(Color.TRANSPARENT, Color.TRANSPARENT),
      navigationBarStyle = SystemBarStyle.auto(Color.TRANSPARENT, Color.TRANSPARENT),
    )
    // Members' data: no screenshot, no picture among the recent apps, no mirroring. A debug build has
    // nobody's, and its tests take pictures.
    if (!BuildConfig.DEBUG) {
      window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
    }
    super.onCreate(savedInstanceState)
    keepClear(findViewById(android.R.id.content))
  }

  /**
   * Keeps the page clear of bars, cut-outs and the keyboard. Older web views tell a page of cut-outs
   * alone, so the window makes room and the page is told of nothing; behind the bars lies the page's
   * own colour.
   */
  private fun keepClear(content: View) {
    val kinds =
      WindowInsetsCompat.Type.systemBars() or
        WindowInsetsCompat.Type.displayCutout() or
        WindowInsetsCompat.Type.ime()
    ViewCompat.setOnApplyWindowInsetsListener(content) { view, insets ->
      val taken = insets.getInsets(kinds)
      view.setPadding(taken.left, taken.top, taken.right, taken.bottom)
      WindowInsetsCompat.CONSUMED
    }
  }

  override fun onWebViewCreate(webView: WebView) {
    page = webView
    webView.settings.allowFileAccess = false
    webView.settings.setGeolocationEnabled(false)
    webView.setBackgroundColor(getColor(R.color.paper))
    followTextSize(resources.configuration)
  }

  override fun onConfigurationChanged(newConfig: Configuration) {
    super.onConfigurationChanged(newConfig)
    followTextSize(newConfig)
  }

  /** The page's text sizes are in per cent of the system's own. */
  private fun followTextSize(configuration: Configuration) {
    page?.settings?.textZoom = (configuration.fontScale * 100).toInt()
  }
}
