// Stands for a part of AndroidX that is Kotlin: how the window lies between the system's bars.
package androidx.activity

class SystemBarStyle {
  companion object {
    fun auto(lightScrim: Int, darkScrim: Int): SystemBarStyle = SystemBarStyle()
  }
}

fun ComponentActivity.enableEdgeToEdge(
  statusBarStyle: SystemBarStyle,
  navigationBarStyle: SystemBarStyle,
) = Unit
