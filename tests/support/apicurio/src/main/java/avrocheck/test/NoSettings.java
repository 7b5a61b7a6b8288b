package avrocheck.test;

import io.apicurio.common.apps.config.DynamicConfigPropertyList;
import java.util.List;
import javax.enterprise.context.ApplicationScoped;
import javax.enterprise.inject.Produces;

/** Says that no setting can be changed while the registry runs. */
@ApplicationScoped
public class NoSettings {
    @Produces
    @ApplicationScoped
    public DynamicConfigPropertyList none() {
        return new DynamicConfigPropertyList(List.of());
    }
}
