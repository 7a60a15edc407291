include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/costmodel")

set(installed_targets costmodel costmodel_sweep costmodel_io)
if(TARGET costmodel_evidence)
    list(APPEND installed_targets costmodel_evidence)
endif()
if(TARGET costmodel_c)
    list(APPEND installed_targets costmodel_c)
endif()
install(TARGETS ${installed_targets}
    EXPORT costmodel-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
    PUBLIC_HEADER DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
install(EXPORT costmodel-targets
    NAMESPACE costmodel:: DESTINATION "${package_dir}" COMPONENT development)

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/costmodel-config.cmake.in"
    "${PROJECT_BINARY_DIR}/costmodel-config.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/costmodel-config-version.cmake"
    COMPATIBILITY SameMinorVersion) # before 1.0 a minor version may break the interface
install(FILES
    "${PROJECT_BINARY_DIR}/costmodel-config.cmake"
    "${PROJECT_BINARY_DIR}/costmodel-config-version.cmake"
    DESTINATION "${package_dir}" COMPONENT development)

# Relocatable: each file finds the prefix from where it lies itself.
set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH to_prefix "/prefix/${pkgconfig_dir}" "/prefix")
set(pkgconfig_files costmodel costmodel-sweep costmodel-io)
if(TARGET costmodel_evidence)
    list(APPEND pkgconfig_files costmodel-evidence)
endif()
if(TARGET costmodel_c)
    list(APPEND pkgconfig_files costmodel-c)
endif()
foreach(name IN LISTS pkgconfig_files)
    configure_file("${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${pkgconfig_dir}" COMPONENT development)
endforeach()

if(TARGET costmodel_command)
    install(TARGETS costmodel_command
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT command)
endif()
