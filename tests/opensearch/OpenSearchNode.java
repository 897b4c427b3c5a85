import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch for tests, with the three plugins that they need. It ends when its standard input does. */
public final class OpenSearchNode extends Node {
    private OpenSearchNode(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(environment, plugins, false);
    }

    /** Each argument is a setting, as name=value. */
    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String each : arguments) {
            int end = each.indexOf('=');
            settings.put(each.substring(0, end), each.substring(end + 1));
        }
        Environment environment =
                InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), (Path) null, () -> "node");
        List<Class<? extends Plugin>> plugins =
                List.of(CommonAnalysisPlugin.class, PainlessPlugin.class, Netty4Plugin.class);
        new OpenSearchNode(environment, plugins).start();
        while (System.in.read() >= 0) {
            // its starter lives
        }
        Runtime.getRuntime().halt(0);
    }
}
